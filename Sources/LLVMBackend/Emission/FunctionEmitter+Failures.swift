import Primitives

extension FunctionEmitter {
  /// Ends the kernel with an error where a truth holds and any of the lanes is computed.
  func fail(if condition: String, lanes: String?, site: Int) {
    let (bad, good) = (text.label("bad"), text.label("good"))
    text.branch(on: condition, to: bad, else: good)
    text.begin(bad)
    report(lanes: lanes ?? unit.constant(true), site: site, value: nil)
    text.begin(good)
  }

  /// Ends the kernel with an error where a truth holds in any lane.
  func fail(whereAny wrong: String, site: Int, value: String) {
    let (bad, good) = (text.label("bad"), text.label("good"))
    text.branch(on: any(wrong), to: bad, else: good)
    text.begin(bad)
    report(lanes: wrong, site: site, value: value)
    text.begin(good)
  }

  /// The same where a number is to blame that all lanes have in common.
  func fail(if condition: String, lanes: String?, site: Int, host number: String, of type: LaneType)
  {
    let (bad, good) = (text.label("bad"), text.label("good"))
    text.branch(on: condition, to: bad, else: good)
    text.begin(bad)
    let wide = type.element == .float32 ? text.emit("fpext float \(number) to double") : number
    report(lanes: lanes ?? unit.constant(true), site: site, number: wide)
    text.begin(good)
  }

  /// Notes an error in the first of the lanes, with a number of that lane, and leaves.
  private func report(lanes: String, site: Int, value: String?) {
    guard let value else { return report(lanes: lanes, site: site, number: nil) }
    let lane = firstLane(of: lanes)
    var number = hasLanes ? text.emit("extractelement \(unit.text) \(value), i64 \(lane)") : value
    if unit.element == .float32 { number = text.emit("fpext float \(number) to double") }
    report(lanes: lanes, site: site, number: number)
  }

  /// Notes an error in the first of the lanes, and leaves.
  private func report(lanes: String, site: Int, number: String?) {
    module.need(.fail)
    let lane = firstLane(of: lanes)
    let number = number ?? LaneType.literal(0)
    text.line("call void @neuralc.fail(ptr %context, i64 \(lane), i64 \(site), double \(number))")
    text.branch(to: "failed")
  }

  private func firstLane(of mask: String) -> String {
    guard hasLanes else { return "0" }
    let bits = text.emit("bitcast \(unit.mask) \(mask) to i\(unit.lanes)")
    let wide = text.emit("zext i\(unit.lanes) \(bits) to i64")
    module.declare("i64 @llvm.cttz.i64(i64, i1 immarg)")
    return text.emit("call i64 @llvm.cttz.i64(i64 \(wide), i1 false)")
  }
}

extension Helper {
  /// Notes an error: of which item, where, and the number that is to blame.
  static let fail = Helper(
    name: "fail",
    text: """
      define internal void @neuralc.fail(ptr %context, i64 %lane, i64 %site, double %value) noinline cold nounwind {
        %failure = load ptr, ptr %context
        %item.address = getelementptr i64, ptr %context, i64 2
        %item = load i64, ptr %item.address
        %end.address = getelementptr i64, ptr %context, i64 3
        %end = load i64, ptr %end.address
        %here = add i64 %item, %lane
        %last = sub i64 %end, 1
        %isInside = icmp slt i64 %here, %end
        %blamed = select i1 %isInside, i64 %here, i64 %last
        store i64 %site, ptr %failure
        %blamed.address = getelementptr i64, ptr %failure, i64 1
        store i64 %blamed, ptr %blamed.address
        %value.address = getelementptr i64, ptr %failure, i64 2
        store double %value, ptr %value.address
        ret void
      }

      """)
}
