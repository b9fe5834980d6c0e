/// The colours of lines and classes, which colour-blind readers can tell apart (M. Okabe and K. Ito,
/// Color Universal Design, 2008).
package enum Palette {
  /// As `#RRGGBB`; the first ones differ most.
  package static let colors = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000",
  ]

  /// The colour of a line by its number; further lines use the colours again.
  package static func color(_ number: Int) -> String { colors[number % colors.count] }
}
