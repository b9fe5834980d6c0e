import Drawing
import Testing

@Suite struct PaletteTests {
  @Test func coloursDifferAndComeAgain() {
    #expect(Set(Palette.colors).count == Palette.colors.count)
    #expect(Palette.color(Palette.colors.count + 1) == Palette.colors[1])
  }
}
