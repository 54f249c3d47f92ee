import IR

/// Writes a function that is called.
///
/// It takes the context, how deep the recursion is, the lanes that are computed, the registers of
/// its arguments, and where its results go; it gives 0, or the status of the kernel if that ends.
struct FunctionBody {
  private let module: ModuleContext
  private let function: FunctionID
  private let emitter: FunctionEmitter

  /// Bytes of the stack that an activation may take beside its memory: what registers are spilled to.
  private static let margin = 1 << 13

  init(_ module: ModuleContext, _ function: FunctionID) {
    self.module = module
    self.function = function
    emitter = FunctionEmitter(module, function: function, depth: "%depth")
  }

  /// How many loops it has, once it is written.
  var loopCount: Int { emitter.text.loopCount }

  func emit() -> String {
    let parameters = bindParameters()
    let text = emitter.text
    let room = checkStack()
    if emitter.hasLanes { emitter.mask = "%mask" }
    emitResults()
    text.line("ret i32 0")
    text.begin("failed")
    text.branch(to: "leave")
    text.begin("exhausted")
    text.branch(to: "leave")
    text.begin("leave")
    let status = text.emit("phi i32 [ 1, %failed ], [ 2, %exhausted ]")
    text.line("ret i32 \(status)")
    text.fill(
      room,
      with: "  %bottom = getelementptr i8, ptr %top, i64 "
        + "\(-emitter.frame.size - FunctionBody.margin)\n")
    let frame = "  %frame = alloca [\(max(1, emitter.frame.size)) x i8], align 64\n"
    return "define internal fastcc i32 \(module.symbol(of: function))(\(parameters)) nounwind {\n"
      + text.body(beginningWith: frame) + "}\n"
  }

  /// The list of parameters.
  private func bindParameters() -> String {
    var list = ["ptr %context", "i64 %depth"]
    if emitter.hasLanes { list.append("\(emitter.unit.mask) %mask") }
    for (position, parameter) in module.program.parameters(of: function).enumerated() {
      let shape = emitter.shape(of: parameter)
      let types = emitter.types(of: shape)
      let registers = types.indices.map { "%argument\(position).\($0)" }
      list += zip(types, registers).map { "\($0) \($1)" }
      emitter.set(parameter, to: emitter.value(of: registers, as: shape))
    }
    list.append("ptr %results")
    return list.joined(separator: ", ")
  }

  /// An error where the stack comes to an end; gives the place for the address that the activation
  /// reaches down to.
  private func checkStack() -> FunctionText.Gap {
    let text = emitter.text
    module.declare("ptr @llvm.frameaddress.p0(i32 immarg)")
    text.line("%top = call ptr @llvm.frameaddress.p0(i32 0)")
    let room = text.reserve()
    let field = emitter.contextField(1)
    let limit = text.emit("load ptr, ptr \(field), align 8")
    let isTooDeep = text.emit("icmp ult ptr %bottom, \(limit)")
    emitter.fail(
      if: isTooDeep, lanes: emitter.hasLanes ? "%mask" : nil,
      site: emitter.depthSite(of: function))
    return room
  }

  private func emitResults() {
    let info = module.program[function]
    let shapes = info.results.indices.map { emitter.resultShape(of: function, $0) }
    let layout = RecordLayout(shapes, emitter.unit)
    let memory = layout.fields.map { field in
      field.shape.isMemory ? emitter.address(of: field, in: "%results") : nil
    }
    let targets = Targets.Values(shapes: shapes, memory: memory)
    let registers = emitter.emitValues(info.body, recurs: false, targets)
    for (value, field) in zip(emitter.values(of: registers, as: shapes), layout.fields)
    where !field.shape.isMemory {
      emitter.store(value, to: field, of: "%results")
    }
  }
}
