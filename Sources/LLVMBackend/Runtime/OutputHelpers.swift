import Primitives

extension Helper {
  /// Takes the elements of several items apart.
  static func scatter(_ unit: LaneType) -> Helper {
    let type = unit.element.text
    return Helper(
      name: "scatter",
      text: """
        define internal void @neuralc.scatter(ptr noalias %target, ptr noalias %source, i64 %stride, \
        i64 %items, i64 %elements) noinline nounwind {
          br label %lanes
        lanes:
          %lane = phi i64 [ 0, %0 ], [ %lane.next, %lane.done ]
          %offset = mul i64 %lane, %stride
          br label %head
        head:
          %element = phi i64 [ 0, %lanes ], [ %element.next, %body ]
          %isLeft = icmp slt i64 %element, %elements
          br i1 %isLeft, label %body, label %lane.done
        body:
          %row = mul i64 %element, \(unit.lanes)
          %from = add i64 %row, %lane
          %address = getelementptr \(type), ptr %source, i64 %from
          %number = load \(type), ptr %address
          %to = add i64 %offset, %element
          %place = getelementptr \(type), ptr %target, i64 %to
          store \(type) %number, ptr %place
          %element.next = add i64 %element, 1
          br label %head
        lane.done:
          %lane.next = add i64 %lane, 1
          %goesOn = icmp slt i64 %lane.next, %items
          br i1 %goesOn, label %lanes, label %done
        done:
          ret void
        }

        """)
  }

  /// Adds the elements of several items to sums in double precision, and what each addition loses by
  /// rounding to sums of their own.
  static func accumulate(_ unit: LaneType) -> Helper {
    let wide = LaneType(element: .float64, lanes: unit.lanes)
    let bytes = wide.size
    let number =
      unit.element == .float32
      ? "%number = fpext \(unit.text) %narrow to \(wide.text)"
      : "%number = select \(unit.mask) \(unit.constant(true)), \(unit.text) %narrow, "
        + "\(unit.text) %narrow"
    let isItem =
      unit.lanes == 1
      ? "%isItem = icmp slt i64 0, %items"
      : """
      %items.first = insertelement \(unit.position) poison, i64 %items, i64 0
        %items.all = shufflevector \(unit.position) %items.first, \(unit.position) poison, \
      <\(unit.lanes) x i32> zeroinitializer
        %isItem = icmp slt \(unit.position) \
      <\((0..<unit.lanes).map { "i64 \($0)" }.joined(separator: ", "))>, %items.all
      """
    return Helper(
      name: "accumulate",
      text: """
        define internal void @neuralc.accumulate(ptr noalias %sums, ptr noalias %source, i64 %items, \
        i64 %elements) \(attributes(unit)) {
          \(isItem)
          br label %head
        head:
          %element = phi i64 [ 0, %0 ], [ %element.next, %body ]
          %isLeft = icmp slt i64 %element, %elements
          br i1 %isLeft, label %body, label %done
        body:
          %address = getelementptr \(unit.text), ptr %source, i64 %element
          %narrow = load \(unit.text), ptr %address, align 4
          \(number)
          %term = select \(unit.mask) %isItem, \(wide.text) %number, \(wide.text) \(wide.constant(0))
          %sum.position = mul i64 %element, \(2 * bytes)
          %sum.address = getelementptr i8, ptr %sums, i64 %sum.position
          %sum = load \(wide.text), ptr %sum.address, align 8
          %lost.address = getelementptr i8, ptr %sum.address, i64 \(bytes)
          %lost = load \(wide.text), ptr %lost.address, align 8
          %total = fadd \(wide.text) %sum, %term
          %virtual = fsub \(wide.text) %total, %sum
          %rest = fsub \(wide.text) %total, %virtual
          %first = fsub \(wide.text) %sum, %rest
          %second = fsub \(wide.text) %term, %virtual
          %error = fadd \(wide.text) %first, %second
          %lost.next = fadd \(wide.text) %lost, %error
          store \(wide.text) %total, ptr %sum.address, align 8
          store \(wide.text) %lost.next, ptr %lost.address, align 8
          %element.next = add i64 %element, 1
          br label %head
        done:
          ret void
        }

        """)
  }

  /// Adds the sums of all lanes to the elements of an output.
  static func finish(_ unit: LaneType) -> Helper {
    let type = unit.element.text
    let isFloat = unit.element == .float32
    let widened = isFloat ? "fpext float %old to double" : "fadd double %old, -0.0"
    let narrowed = isFloat ? "fptrunc double %new to float" : "fadd double %new, -0.0"
    return Helper(
      name: "finish",
      text: """
        define internal void @neuralc.finish(ptr noalias %target, ptr noalias %sums, i64 %elements) \
        \(attributes(unit)) {
          br label %head
        head:
          %element = phi i64 [ 0, %0 ], [ %element.next, %write ]
          %isLeft = icmp slt i64 %element, %elements
          br i1 %isLeft, label %start, label %done
        start:
          %position = mul i64 %element, \(2 * unit.lanes)
          %sum.first = getelementptr double, ptr %sums, i64 %position
          br label %lanes
        lanes:
          %lane = phi i64 [ 0, %start ], [ %lane.next, %lanes ]
          %total = phi double [ 0.0, %start ], [ %total.next, %lanes ]
          %lost = phi double [ 0.0, %start ], [ %lost.next, %lanes ]
          %sum.address = getelementptr double, ptr %sum.first, i64 %lane
          %sum = load double, ptr %sum.address
          %part.address = getelementptr double, ptr %sum.address, i64 \(unit.lanes)
          %part = load double, ptr %part.address
          %total.next = fadd double %total, %sum
          %virtual = fsub double %total.next, %total
          %rest = fsub double %total.next, %virtual
          %first = fsub double %total, %rest
          %second = fsub double %sum, %virtual
          %error = fadd double %first, %second
          %both = fadd double %error, %part
          %lost.next = fadd double %lost, %both
          %lane.next = add i64 %lane, 1
          %goesOn = icmp slt i64 %lane.next, \(unit.lanes)
          br i1 %goesOn, label %lanes, label %write
        write:
          ; What was lost is no number where the sum is not finite.
          %isNumber = fcmp ord double %lost.next, 0.0
          %corrected = fadd double %total.next, %lost.next
          %exact = select i1 %isNumber, double %corrected, double %total.next
          %place = getelementptr \(type), ptr %target, i64 %element
          %old = load \(type), ptr %place
          %before = \(widened)
          %new = fadd double %before, %exact
          %result = \(narrowed)
          store \(type) %result, ptr %place
          %element.next = add i64 %element, 1
          br label %head
        done:
          ret void
        }

        """)
  }
}
