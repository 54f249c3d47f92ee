/// Memory of a kernel for tapes: chunks that are filled one after the other and kept for the next
/// group of items.
///
/// The context of a kernel is eight words: the failure, the limit of the stack, the item, the end of
/// the items, the chunk in use, where it is free, where it ends, and the first chunk. A chunk begins
/// with the address of the next one and with its size.
enum Arena {
  /// The fields of the context that say how full it is.
  static let fields = [4, 5, 6]
  /// Words of a context.
  static let contextWords = 8
}

extension Helper {
  /// Takes bytes from the arena; null where there is no memory.
  static let arena = Helper(
    name: "arena", declares: ["ptr @malloc(i64) nounwind", "void @free(ptr) nounwind"],
    text: """
      define internal ptr @neuralc.arena(ptr %context, i64 %bytes) nounwind {
        %padded = add i64 %bytes, 63
        %size = and i64 %padded, -64
        %cursor.address = getelementptr i64, ptr %context, i64 5
        %cursor = load i64, ptr %cursor.address
        %end.address = getelementptr i64, ptr %context, i64 6
        %end = load i64, ptr %end.address
        %next = add i64 %cursor, %size
        %fits = icmp ule i64 %next, %end
        br i1 %fits, label %fast, label %slow
      fast:
        store i64 %next, ptr %cursor.address
        %address = inttoptr i64 %cursor to ptr
        ret ptr %address
      slow:
        %grown = call ptr @neuralc.grow(ptr %context, i64 %size)
        ret ptr %grown
      }
      define internal ptr @neuralc.grow(ptr %context, i64 %size) noinline nounwind {
        %chunk.address = getelementptr i64, ptr %context, i64 4
        %first.address = getelementptr i64, ptr %context, i64 7
        %chunk = load ptr, ptr %chunk.address
        %isFirst = icmp eq ptr %chunk, null
        %link = select i1 %isFirst, ptr %first.address, ptr %chunk
        %following = load ptr, ptr %link
        %needed = add i64 %size, 128
        %isEnd = icmp eq ptr %following, null
        br i1 %isEnd, label %make, label %look
      look:
        %there.address = getelementptr i64, ptr %following, i64 1
        %there = load i64, ptr %there.address
        %isEnough = icmp uge i64 %there, %needed
        br i1 %isEnough, label %use, label %make
      make:
        br i1 %isFirst, label %choose, label %measure
      measure:
        %last.address = getelementptr i64, ptr %chunk, i64 1
        %last = load i64, ptr %last.address
        br label %choose
      choose:
        %before = phi i64 [ 32768, %make ], [ %last, %measure ]
        %double = mul i64 %before, 2
        %isSmall = icmp ult i64 %double, 67108864
        %usual = select i1 %isSmall, i64 %double, i64 67108864
        %isMore = icmp ugt i64 %needed, %usual
        %bytes = select i1 %isMore, i64 %needed, i64 %usual
        %new = call ptr @malloc(i64 %bytes)
        %isMissing = icmp eq ptr %new, null
        br i1 %isMissing, label %missing, label %enter
      missing:
        ret ptr null
      enter:
        store ptr %following, ptr %new
        %bytes.address = getelementptr i64, ptr %new, i64 1
        store i64 %bytes, ptr %bytes.address
        store ptr %new, ptr %link
        br label %use
      use:
        %used = phi ptr [ %following, %look ], [ %new, %enter ]
        %number = ptrtoint ptr %used to i64
        %raised = add i64 %number, 79
        %base = and i64 %raised, -64
        %cursor = add i64 %base, %size
        %total.address = getelementptr i64, ptr %used, i64 1
        %total = load i64, ptr %total.address
        %end = add i64 %number, %total
        store ptr %used, ptr %chunk.address
        %cursor.address = getelementptr i64, ptr %context, i64 5
        store i64 %cursor, ptr %cursor.address
        %end.address = getelementptr i64, ptr %context, i64 6
        store i64 %end, ptr %end.address
        %address = inttoptr i64 %base to ptr
        ret ptr %address
      }
      define internal void @neuralc.release(ptr %context) nounwind {
        %first.address = getelementptr i64, ptr %context, i64 7
        %first = load ptr, ptr %first.address
        br label %head
      head:
        %chunk = phi ptr [ %first, %0 ], [ %next, %more ]
        %isEnd = icmp eq ptr %chunk, null
        br i1 %isEnd, label %done, label %more
      more:
        %next = load ptr, ptr %chunk
        call void @free(ptr %chunk)
        br label %head
      done:
        ret void
      }

      """)
}
