/// A column's name and where it stands.
struct HeaderCell {
  let name: String
  let position: TextPosition
}
