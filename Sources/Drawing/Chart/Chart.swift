/// Lines over common axes.
package struct Chart: Sendable {
  /// Empty for none.
  package let title: String
  package let x: Axis
  package let y: Axis
  package let lines: [ChartLine]

  package init(title: String = "", x: Axis, y: Axis, lines: [ChartLine]) {
    self.title = title
    self.x = x
    self.y = y
    self.lines = lines
  }
}
