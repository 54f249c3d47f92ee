// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target: a warning is an error.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// One stage of the compiler, with the stages that it builds on.
func stage(_ name: String, _ dependencies: Target.Dependency...) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of one stage.
func tests(_ name: String, _ dependencies: Target.Dependency..., exclude: [String] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let package = Package(
  name: "neuralc",
  products: [
    .executable(name: "neuralc", targets: ["neuralc"]),
    .library(name: "CompilerC", type: .dynamic, targets: ["CompilerC"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    stage("DeepStack"),
    stage("Diagnostics"),
    stage("Syntax", "Diagnostics"),
    stage("Types"),
    stage("PythonSyntax"),
    stage("Primitives", "Types", "PythonSyntax"),
    stage("IR", "Diagnostics", "Types", "Primitives"),
    tests("IR", "IR"),
    stage(
      "Elaboration", "DeepStack", "Diagnostics", "Syntax", "Types", "Primitives", "PythonSyntax",
      "IR"),
    tests("Elaboration", "Elaboration", "Syntax", "Diagnostics", "IR"),
    stage("Passes", "IR"),
    // Random programs for property tests; nothing that is shipped depends on them.
    stage("RandomPrograms", "IR"),
    tests("Passes", "Passes", "IR", "Evaluation", "RandomPrograms"),
    stage("Evaluation", "IR"),
    tests("Evaluation", "Evaluation", "IR"),
    stage("Differentiation", "IR", "Evaluation", "Passes"),
    tests("Differentiation", "Differentiation", "IR", "Passes", "Evaluation", "RandomPrograms"),
    // What back ends need to know of a program.
    stage("Analysis", "IR", "PythonSyntax"),
    tests("Analysis", "Compiler", "Diagnostics", "Elaboration", "Primitives"),
    stage("TorchBackend", "Analysis", "Differentiation", "IR", "PythonSyntax"),
    tests("TorchBackend", "TorchBackend", "PythonSyntax", "IR", exclude: ["Snapshots"]),
    stage("CLibrary", "Primitives", "Types"),
    tests("CLibrary", "CLibrary"),
    stage("LLVMBackend", "Analysis", "IR"),
    tests("LLVMBackend", "LLVMBackend", "IR", exclude: ["Snapshots"]),
    stage("BaselineBackend", "Analysis", "IR"),
    stage(
      "Compiler", "Diagnostics", "Syntax", "Types", "Primitives", "PythonSyntax", "IR",
      "Elaboration", "Passes", "Evaluation", "Differentiation", "Analysis", "TorchBackend",
      "LLVMBackend", "BaselineBackend", "CLibrary", "DeepStack"),
    // C, as it sees Python's objects.
    .target(name: "PythonEntry", cSettings: [.treatAllWarnings(as: .error)]),
    stage("CompilerC", "Compiler", "PythonEntry"),
    .executableTarget(
      name: "neuralc",
      dependencies: [
        "CLibrary", "Compiler", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "neuralc-generate",
      dependencies: ["Compiler", "Diagnostics", "Elaboration", "Primitives", "PythonSyntax"],
      swiftSettings: strict),
    tests("Diagnostics", "Diagnostics", "Compiler", "Elaboration", "Primitives"),
    tests("Primitives", "Primitives", "Types", "PythonSyntax"),
    tests("Syntax", "Syntax", "Diagnostics"),
    tests("Compiler", "Compiler", "Diagnostics", "Elaboration", "Primitives"),
    tests("CompilerC", "CompilerC"),
    tests(
      "Conformance", "Compiler", "Diagnostics", "Elaboration", "Primitives", "IR", "Passes",
      "Evaluation", "Types", "LLVMBackend"),
  ]
)
