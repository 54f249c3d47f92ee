import Primitives

/// Between memory in which the elements of an item lie one after the other, and memory in which those
/// of all lanes do, four elements of four items at once.
extension Helper {
  /// Whether elements of items are brought side by side, and taken apart, in blocks.
  static func hasBlocks(of count: Int, _ unit: LaneType) -> Bool { count >= 4 && unit.lanes >= 4 }

  /// What `gather` does, in blocks where all lanes have an item.
  static func gatherBlocks(_ unit: LaneType) -> Helper {
    blocks(
      "gather", .gather(unit), unit, begin: ("%first", "%row"),
      transposing: "ptr %target, i64 \(unit.lanes), ptr %source, i64 %stride, "
        + "i64 \(unit.lanes), i64 %done")
  }

  /// What `scatter` does, in blocks where all lanes have an item.
  static func scatterBlocks(_ unit: LaneType) -> Helper {
    blocks(
      "scatter", .scatter(unit), unit, begin: ("%row", "%first"),
      transposing: "ptr %target, i64 %stride, ptr %source, i64 \(unit.lanes), "
        + "i64 %done, i64 \(unit.lanes)")
  }

  /// A helper that leaves the elements behind the last block to another, which does without blocks.
  /// `begin` is where these are in the source and in the target.
  private static func blocks(
    _ name: String, _ other: Helper, _ unit: LaneType, begin: (source: String, target: String),
    transposing arguments: String
  ) -> Helper {
    let type = unit.element.text
    return Helper(
      name: "\(name).blocks", requires: [other, .transpose(unit.element)],
      text: """
        define internal void @neuralc.\(name).blocks(ptr noalias %target, ptr noalias %source, \
        i64 %stride, i64 %items, i64 %elements) \(attributes(unit)) {
          %isFull = icmp eq i64 %items, \(unit.lanes)
          br i1 %isFull, label %blocks, label %rest
        blocks:
          %done = and i64 %elements, -4
          call void @neuralc.transpose(\(arguments))
          br label %rest
        rest:
          %first = phi i64 [ 0, %0 ], [ %done, %blocks ]
          %row = mul i64 %first, \(unit.lanes)
          %to = getelementptr \(type), ptr %target, i64 \(begin.target)
          %from = getelementptr \(type), ptr %source, i64 \(begin.source)
          %left = sub i64 %elements, %first
          call void @neuralc.\(name)(ptr %to, ptr %from, i64 %stride, i64 %items, i64 %left)
          ret void
        }

        """)
  }

  /// Rows become columns, four of each at once: `target[c * width + r] = source[r * stride + c]` for
  /// numbers of rows and columns that are multiples of four.
  private static func transpose(_ element: ElementType) -> Helper {
    let type = element.text
    let four = LaneType(element: element, lanes: 4).text
    let alignment = element.size
    func shuffle(_ name: String, _ left: String, _ right: String, _ lanes: [Int]) -> String {
      let lanes = lanes.map { "i32 \($0)" }.joined(separator: ", ")
      return "%\(name) = shufflevector \(four) %\(left), \(four) %\(right), <4 x i32> <\(lanes)>"
    }
    return Helper(
      name: "transpose",
      text: """
        define internal void @neuralc.transpose(ptr noalias %target, i64 %width, ptr noalias %source, \
        i64 %stride, i64 %rows, i64 %columns) nounwind optsize {
          br label %rows.head
        rows.head:
          %row = phi i64 [ 0, %0 ], [ %row.next, %rows.next ]
          %isRow = icmp slt i64 %row, %rows
          br i1 %isRow, label %columns.head, label %done
        columns.head:
          %column = phi i64 [ 0, %rows.head ], [ %column.next, %block ]
          %isColumn = icmp slt i64 %column, %columns
          br i1 %isColumn, label %block, label %rows.next
        block:
          %row.begin = mul i64 %row, %stride
          %from = add i64 %row.begin, %column
          %from.0 = getelementptr \(type), ptr %source, i64 %from
          %from.1 = getelementptr \(type), ptr %from.0, i64 %stride
          %from.2 = getelementptr \(type), ptr %from.1, i64 %stride
          %from.3 = getelementptr \(type), ptr %from.2, i64 %stride
          %a = load \(four), ptr %from.0, align \(alignment)
          %b = load \(four), ptr %from.1, align \(alignment)
          %c = load \(four), ptr %from.2, align \(alignment)
          %d = load \(four), ptr %from.3, align \(alignment)
          \(shuffle("ab.even", "a", "b", [0, 4, 2, 6]))
          \(shuffle("ab.odd", "a", "b", [1, 5, 3, 7]))
          \(shuffle("cd.even", "c", "d", [0, 4, 2, 6]))
          \(shuffle("cd.odd", "c", "d", [1, 5, 3, 7]))
          \(shuffle("first", "ab.even", "cd.even", [0, 1, 4, 5]))
          \(shuffle("second", "ab.odd", "cd.odd", [0, 1, 4, 5]))
          \(shuffle("third", "ab.even", "cd.even", [2, 3, 6, 7]))
          \(shuffle("fourth", "ab.odd", "cd.odd", [2, 3, 6, 7]))
          %column.begin = mul i64 %column, %width
          %to = add i64 %column.begin, %row
          %to.0 = getelementptr \(type), ptr %target, i64 %to
          %to.1 = getelementptr \(type), ptr %to.0, i64 %width
          %to.2 = getelementptr \(type), ptr %to.1, i64 %width
          %to.3 = getelementptr \(type), ptr %to.2, i64 %width
          store \(four) %first, ptr %to.0, align \(alignment)
          store \(four) %second, ptr %to.1, align \(alignment)
          store \(four) %third, ptr %to.2, align \(alignment)
          store \(four) %fourth, ptr %to.3, align \(alignment)
          %column.next = add i64 %column, 4
          br label %columns.head
        rows.next:
          %row.next = add i64 %row, 4
          br label %rows.head
        done:
          ret void
        }

        """)
  }
}
