import ArgumentParser

/// Says where the command `fit` is: it needs Python, and the command line of the Python package runs
/// it before it comes here.
struct FitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Fits the parameters of a program to data (in the Python package).",
    discussion: "It is run by the Python package: python -m neuralc fit --help")

  @Argument(parsing: .captureForPassthrough, help: .hidden)
  var arguments: [String] = []

  /// Fails, with the way to go.
  func run() throws {
    throw Failure.usage(
      "fit is run by the Python package: python -m neuralc fit FILE DATA --target COLUMN")
  }
}
