/// How a column of the CSV becomes inputs of the network.
package enum InputColumn: Hashable, Sendable {
  case number(name: String, NumberEncoding)
  case category(name: String, CategoryEncoding)

  /// The column's name in the CSV.
  package var name: String {
    switch self {
    case .number(let name, _), .category(let name, _): name
    }
  }

  /// How many inputs it becomes.
  var width: Int {
    switch self {
    case .number: 1
    case .category(_, let encoding): encoding.values.count
    }
  }
}
