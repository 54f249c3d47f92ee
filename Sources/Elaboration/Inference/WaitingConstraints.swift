/// The constraints that wait for each variable, in their order: linked lists in one table.
struct WaitingConstraints {
  /// An element of a list, and the position of the next one; −1 for none.
  private struct Link {
    let constraint: Int32
    var next: Int32 = -1
  }

  /// The positions of a list's first and last elements; −1 where it is empty.
  private struct List {
    var first: Int32 = -1
    var last: Int32 = -1
  }

  private var links: [Link] = []
  private var lists: [List] = []

  /// Makes an empty list for the next variable.
  mutating func addVariable() { lists.append(List()) }

  /// Lets a constraint wait for a variable, too.
  mutating func append(_ constraint: Int, to variable: TypeVariable) {
    links.append(Link(constraint: Int32(constraint)))
    let link = Int32(links.count - 1)
    append(List(first: link, last: link), to: Int(variable.index))
  }

  private mutating func append(_ list: List, to index: Int) {
    if list.first < 0 { return }
    if lists[index].first < 0 {
      lists[index] = list
    } else {
      links[Int(lists[index].last)].next = list.first
      lists[index].last = list.last
    }
  }

  /// Visits the constraints that wait for a variable.
  func forEach(of variable: TypeVariable, _ visit: (Int) -> Void) {
    var link = lists[Int(variable.index)].first
    while link >= 0 {
      visit(Int(links[Int(link)].constraint))
      link = links[Int(link)].next
    }
  }

  /// Lets what waits for one variable wait for another one, behind what does so already.
  mutating func move(from variable: TypeVariable, to other: TypeVariable) {
    append(lists[Int(variable.index)], to: Int(other.index))
    lists[Int(variable.index)] = List()
  }
}
