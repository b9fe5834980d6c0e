import Foundation
import Testing

/// Paths are bytes, of which not all are UTF-8.
struct PathTests {
  @Test func pathsThatAreNoUTF8() throws {
    let workspace = try Workspace()
    try workspace.writeXOR(#""epochs": 3, "checkpoint": {"every_epochs": 2}, "snapshots": [1]"#)
    let ending = try Program.shell(
      #"""
      set -e
      folder=$(printf 'caf\351'); run="$folder/r\377"; run=$(printf "$run")
      mkdir "$folder"; mv xor.csv "$folder/$(printf '\200.csv')"
      mv xor.json "$(printf 'c\351.json')"
      "$dlrun" train "$(printf 'c\351.json')" --set "data.train=$folder/$(printf '\200.csv')" \
        --out "$run" --quiet > printed
      printf '%s\n' "$run" | cmp - printed
      "$dlrun" eval "$run" --data "$folder/$(printf '\200.csv')" > /dev/null
      "$dlrun" train --resume "$run" --set training.epochs=5 --quiet | cmp - printed
      "$dlrun" show "$run" --json > show.json
      "$dlrun" plot "$run" --out "$folder/$(printf '\376.svg')"
      ls "$folder" | od -An -tx1
      "$dlrun" eval "$run" --data "$(printf 'no\351.csv')" || echo $?
      """#, in: workspace)
    #expect(ending.status == 0, "\(ending.errors)")
    // 0x80.csv, r 0xFF, 0xFE.svg, in the order of the bytes or of a locale.
    let hexadecimal = Set(ending.output.split(whereSeparator: \.isWhitespace))
    #expect(hexadecimal.isSuperset(of: ["80", "ff", "fe", "66"]), "\(ending.output)")
    #expect(ending.errors.contains(#"no\xE9.csv: cannot be read"#), "\(ending.errors)")
    #expect(try RunFolder(workspace.url).text("show.json").contains(#"\uDBFF\uDE80.csv"#))
  }
}
