import Compiler
import IR
import LLVMBackend
import Primitives
import Testing

/// The corpus as native kernels: every program in every mode, as text.
@Suite struct KernelTests {
  static let accepted = ProgramFile.all(in: "accepted")

  @Test(arguments: accepted)
  func everyProgramIsAKernel(file: ProgramFile) throws {
    guard let program = file.compile().program else { return }
    let variables = program.program.inputs.count + program.program.parameters.count
    for mode in KernelOptions.Mode.allCases {
      for (type, lanes) in [(ElementType.float64, 1), (.float64, 8), (.float32, 2)] {
        let options = KernelOptions(
          mode: mode, elementType: type, lanes: lanes, wrt: Array(0..<variables),
          sizes: lengths(of: program.program))
        // A program may want more than three of something.
        guard let kernel = try kernelThatFits(program, options) else { continue }
        #expect(kernel.text.contains("define i32 @\(kernel.symbol)("))
        #expect(kernel.inputs.count >= variables)
        #expect(kernel.outputs[0].name == "value")
        let results = mode == .value ? 1 : mode == .pushforward ? 2 : variables + 1
        #expect(kernel.outputs.count == (mode == .second ? 2 * results : results))
      }
    }
  }

  @Test func sameProgramGivesSameText() throws {
    let file = try #require(Self.accepted.first { $0.name == "recursion-fibonacci-data" })
    let program = try #require(file.compile().program)
    let options = KernelOptions(mode: .pullback, lanes: 8, wrt: [0])
    #expect(try program.kernel(options).text == program.kernel(options).text)
  }

  /// The kernel, or nothing where the program does not take the sizes.
  private func kernelThatFits(_ program: AcceptedProgram, _ options: KernelOptions) throws
    -> Kernel?
  {
    do {
      return try program.kernel(options)
    } catch {
      if case .wrongSize = error { return nil }
      throw error
    }
  }

  /// Three of everything that is open.
  private func lengths(of program: Program) -> [String: Int] {
    var lengths: [String: Int] = [:]
    let types = program.inputs.map(\.type) + program.parameters.map(\.type)
    for size in types.flatMap(\.sizes) where size.known == nil {
      let length = size.terms.reduce(size.constant) { $0 + 3 * $1.coefficient }
      lengths[size.description { program.sizeNames[$0] ?? "n\($0.index)" }] = length
    }
    return lengths
  }
}
