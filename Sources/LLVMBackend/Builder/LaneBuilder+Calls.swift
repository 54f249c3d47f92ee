import Primitives

extension LaneBuilder {
  func call(_ function: ElementaryFunction, _ operands: [NativeElement]) -> NativeElement {
    let symbol = "@neuralc_\(function.name)_\(unit.suffix)"
    let types = operands.map { _ in unit.text }.joined(separator: ", ")
    emitter.module.declare("\(unit.text) \(symbol)(\(types)) nounwind memory(none)")
    let arguments = operands.map { "\(unit.text) \(register($0))" }.joined(separator: ", ")
    return handle(.register(text.emitCall("\(unit.text) \(symbol)(\(arguments))")))
  }

  func call(
    _ formula: ([NativeElement]) -> NativeElement, named name: String, _ operands: [NativeElement]
  ) -> NativeElement {
    // What is known is computed at once.
    if operands.allSatisfy({ $0.constant != nil }) { return formula(operands) }
    let symbol = "@neuralc.\(name).\(unit.suffix)"
    emitter.module.define(symbol) { function(symbol, of: operands.count, formula) }
    let arguments = operands.map { "\(unit.text) \(register($0))" }.joined(separator: ", ")
    return handle(.register(text.emitCall("\(unit.text) \(symbol)(\(arguments))")))
  }

  /// A function of numbers in each lane. Inlined, it would take LLVM its time at each use and win
  /// nothing.
  private func function(
    _ symbol: String, of count: Int, _ formula: ([NativeElement]) -> NativeElement
  ) -> String {
    let inner = FunctionEmitter(emitter.module, depth: "0")
    let builder = LaneBuilder(inner, unit, unrollsLoops: true)
    let operands = (0..<count).map { builder.handle(.register("%x\($0)")) }
    let parameters = (0..<count).map { "\(unit.text) %x\($0)" }.joined(separator: ", ")
    inner.text.line("ret \(unit.text) \(builder.register(formula(operands)))")
    let attributes = "noinline nounwind memory(none)"
    return "define internal \(unit.text) \(symbol)(\(parameters)) \(attributes) {\n"
      + inner.text.body() + "}\n"
  }
}
