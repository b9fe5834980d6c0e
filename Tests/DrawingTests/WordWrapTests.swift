import Drawing
import Testing

struct WordWrapTests {
  @Test func linesAreBrokenBetweenWords() {
    #expect("one two three".wrapped(to: 7) == ["one two", "three"])
    #expect("one two three".wrapped(to: 6, indentation: "  ") == ["one", "  two", "  three"])
    #expect("one two".wrapped(to: 7) == ["one two"])
    #expect("".wrapped(to: 3) == [""])
    // Spaces at the start and between words stay, those at a break go.
    #expect("  a  b   cc".wrapped(to: 7) == ["  a  b", "cc"])
  }

  @Test func aLongWordStaysWhole() {
    #expect("a verylongword b".wrapped(to: 5) == ["a", "verylongword", "b"])
    #expect("verylongword".wrapped(to: 3) == ["verylongword"])
  }
}
