import Foundation
import Spec
import System
import Tabular
import Testing

@Suite struct MemoryTests {
  /// Text and matrix are never there at once beyond a window: the peak stays near the matrix.
  @Test(arguments: ["", #", "validation": 0.4, "test": 0.1"#])
  func thePeakStaysNearTheMatrix(_ holdouts: String) throws {
    let rows = 24_000
    let columns = 784
    let folder = try Folder()
    let path = folder.path + "/t.csv"
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    let file = try #require(FileHandle(forWritingAtPath: path))
    var text = (0..<columns).map { "c\($0)," }.joined() + "y\n"
    for row in 0..<rows {
      for column in 0..<columns { text += "\((row &* 31 &+ column &* 7) % 256)," }
      text += "\(row % 10)\n"
      if row % 500 == 499 {
        try file.write(contentsOf: Data(text.utf8))
        text = ""
      }
    }
    try file.close()
    text = ""
    var data = DataSection()
    data.train = DataSource(path)
    data.target = ["y"]
    if !holdouts.isEmpty {
      data.validation = .fraction(0.4)
      data.test = .fraction(0.1)
    }
    let before = try memory("VmRSS")
    // Resets the peak (proc(5)).
    try "5".write(toFile: "/proc/self/clear_refs", atomically: false, encoding: .ascii)
    let splits: Splits<Float> = try loadSplits(
      data, .init(), seed: 0, threads: 2, places: .init())
    let peak = try memory("VmHWM") - before
    let matrix = rows * columns * 4
    #expect(splits.train.rows + (splits.validation?.rows ?? 0) + (splits.test?.rows ?? 0) == rows)
    #expect(Double(peak) <= 1.3 * Double(matrix) + 100e6, "\(peak) for \(matrix)")
  }

  private func memory(_ key: String) throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .ascii)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix(key) })
    return try #require(line.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) })
      * 1024
  }

  @Test func matricesThatCannotFitAreRefused() {
    #expect(throws: (any Error).self) { try Matrix<Float>(rows: 1 << 40, columns: 1 << 20) }
    #expect(throws: (any Error).self) { try Matrix<Double>(rows: .max, columns: .max) }
    #expect(MachineMemory.saturatedProduct(1 << 40, 1 << 40) == .max)
    #expect(MachineMemory.limit > 1 << 26)
  }
}
