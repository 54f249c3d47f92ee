import BaselineBackend
import DeepStack
import Differentiation
import IR
import LLVMBackend
import Passes
import Types

extension AcceptedProgram {
  /// A native kernel of the program.
  package func kernel(_ options: KernelOptions) throws(KernelError) -> Kernel {
    guard [1, 2, 4, 8, 16, 32].contains(options.lanes) else {
      throw .unsupportedLanes(options.lanes)
    }
    let count = program.inputs.count + program.parameters.count
    for position in options.wrt where !(0..<count).contains(position) {
      throw .noSuchVariable(position: position, count: count)
    }
    let sizes = try KernelSizes(of: program, named: options.sizes)
    var value = optimized()
    value.specialise(to: sizes.lengths)
    try checkSizes(of: value)
    // All that passes find in straight code of known sizes has been found by then.
    if !value.isStraight || !sizes.lengths.isEmpty {
      DeepStack.run(depth: value.nesting) { Pipeline.native.run(&value) }
    }
    var form = DifferentiatedForm(of: value, options)
    try checkSizes(of: form.program)
    var check = ResultCheck.none
    if options.derivatives == .fast,
      let fast = FastDerivatives(
        in: form.program, inputs: program.inputs.count, parameters: program.parameters.count)
    {
      fast.write(into: &form.program)
      check = fast.check
    }
    form.finish()
    let (differentiated, directions) = (form.program, form.directions)
    let slots = slots(of: differentiated, options, directions)
    let placed = slots.inputs.count + slots.outputs.count
    if let count = options.placement?.count, count != placed {
      throw .wrongPlacement(count: placed)
    }
    if directions.isEmpty, let code = baselineCode(of: differentiated, check, options) {
      return kernel(slots, isUncertain: !check.isEmpty, code: code)
    }
    let emitted = emit(differentiated, check, options, directions)
    guard emitted.frameSize <= Size.limit * 8 else {
      throw .tooMuchMemory(bytes: emitted.frameSize)
    }
    return kernel(slots, isUncertain: !check.isEmpty, emitted)
  }

  /// The kernel of a program, which looks at its results.
  private func emit(
    _ program: Program, _ check: ResultCheck, _ options: KernelOptions, _ directions: Range<Int>
  ) -> EmittedKernel {
    var lanes = options.lanes
    while lanes < directions.count { lanes *= 2 }
    let layout = KernelLayout(
      elementType: options.elementType, lanes: lanes, width: options.width,
      placement: options.placement, directions: directions)
    return DeepStack.run(depth: 2 * program.nesting) {
      KernelEmitter.emit(program, layout, check: check)
    }
  }

  /// The code of a program without LLVM, where that is wanted and possible.
  private func baselineCode(
    of program: Program, _ check: ResultCheck, _ options: KernelOptions
  ) -> BaselineCode? {
    guard options.lanes == 1, let functions = options.baselineFunctions else { return nil }
    return DeepStack.run(depth: program.nesting) {
      BaselineEmitter.emit(program, options.elementType, functions: functions, check: check)
    }
  }

  /// No value may be larger than the limit, before anything is made of it.
  private func checkSizes(of program: Program) throws(KernelError) {
    for value in program.values where value.type != .real && value.type != .tape {
      var count = 1
      for size in value.type.sizes {
        let length = size.known ?? 0
        guard length >= 0, length <= Size.limit else {
          throw .tooLarge(name: value.name ?? "a value")
        }
        count *= length
      }
      guard count <= Size.limit else { throw .tooLarge(name: value.name ?? "a value") }
    }
  }

  /// What a kernel takes and gives.
  private struct Slots {
    let inputs: [Kernel.Slot]
    let outputs: [Kernel.Slot]
  }

  /// The slots of a program; its inputs at `directions` are none, and have a result each.
  private func slots(
    of program: Program, _ options: KernelOptions, _ directions: Range<Int>
  ) -> Slots {
    var variables =
      program.inputs.map { ($0.name, $0.type) } + program.parameters.map { ($0.name, $0.type) }
    variables.removeSubrange(directions)
    let names = outputNames(options)
    var results = program[program.entry].results
    if !directions.isEmpty { results = [results[0]] + directions.map { _ in .real } }
    return Slots(
      inputs: variables.map { Kernel.Slot(name: $0.0, lengths: lengths($0.1)) },
      outputs: results.enumerated().map { position, type in
        Kernel.Slot(
          name: names.indices.contains(position) ? names[position] : "result \(position)",
          lengths: lengths(type))
      })
  }

  private func kernel(
    _ slots: Slots, isUncertain: Bool, _ emitted: EmittedKernel? = nil, code: BaselineCode? = nil
  ) -> Kernel {
    Kernel(
      text: emitted?.text ?? "", machineCode: code, symbol: KernelEmitter.symbol,
      inputs: slots.inputs, outputs: slots.outputs, sites: emitted?.sites.map(failure) ?? [],
      isRecursive: emitted?.isRecursive ?? false,
      hasLoops: emitted?.hasLoops ?? false, isUncertain: isUncertain)
  }

  private func lengths(_ type: Type) -> [Int] { type.sizes.map { $0.known ?? 0 } }

  /// What outputs are called.
  private func outputNames(_ options: KernelOptions) -> [String] {
    let variables = program.inputs.map(\.name) + program.parameters.map(\.name)
    let adjoints = options.wrt.map { "%adjoint \(variables[$0])" }
    switch options.mode {
    case .value: return ["value"]
    case .pullback: return ["value"] + adjoints
    case .pushforward: return ["value", "%tangent value"]
    case .second:
      let all = ["value"] + adjoints
      return all + all.map { "%tangent \($0)" }
    }
  }

  /// The error that the module raises for the same reason.
  private func failure(_ site: Site) -> Kernel.Failure {
    let place = place(of: site)
    switch site.kind {
    case .index(let length):
      return Kernel.Failure(
        kind: "IndexError", message: "\(place): index {} is out of range for size \(length)",
        length: length)
    case .iterations:
      return Kernel.Failure(
        kind: "RuntimeError",
        message: "\(place): the loop did not end within \(program.maximumIterations) rounds",
        length: 0)
    case .depth(let function):
      // Differentiation gives functions names of its own.
      let name = program.functions.first { $0.span == site.span }?.name ?? function
      let limit = "called itself more than \(program.maximumDepth) levels deep"
      return Kernel.Failure(
        kind: "RecursionError", message: "\(place): the function \(name) \(limit)", length: 0)
    }
  }

  private func place(of site: Site) -> String {
    guard site.span != .none else { return "the program" }
    let position = source.position(at: site.span.start)
    return "line \(position.line), column \(position.column)"
  }
}
