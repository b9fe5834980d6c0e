import Foundation
import Spec
import Tabular
import Testing

/// Whatever the number of threads, the same comes out.
@Suite struct ThreadTests {
  /// A table of several chunks, with texts, quotes and missing cells.
  static func table(rows: Int, seed: UInt64) -> String {
    var random = SplitMix(state: seed)
    var text = "number,city,note,class\n"
    for _ in 0..<rows {
      let number = Int.random(in: 0..<20, using: &random)
      let city = Int.random(in: 0..<40, using: &random)
      text += number == 0 ? "NA," : "\(Double.random(in: -9...9, using: &random)),"
      text += city == 0 ? "," : "\"town \(city),\n\"\"é\"\"\","
      text += "n\(Int.random(in: 0..<3, using: &random)),"
      text += "c\(Int.random(in: 0..<5, using: &random))\n"
    }
    return text
  }

  static let data = #""target": "class", "validation": 0.2, "test": 0.1"#

  @Test func rowsAreTheSame() throws {
    let text = Self.table(rows: 60_000, seed: 3)
    let one = try load(
      text, Self.data, preprocessing: #""numeric": "standard""#, threads: 1, as: Float.self)
    #expect(one.train.rows == 42_000 && one.validation?.rows == 12_000 && one.test?.rows == 6000)
    for threads in [2, 3, 8] {
      let many = try load(
        text, Self.data, preprocessing: #""numeric": "standard""#, threads: threads, as: Float.self)
      #expect(many.encoder == one.encoder)
      for (left, right) in [
        (one.train, many.train), (one.validation, many.validation), (one.test, many.test),
      ] as [(Encoded<Float>?, Encoded<Float>?)] {
        #expect(left.map(Self.bits) == right.map(Self.bits))
      }
    }
  }

  static func bits(_ rows: Encoded<Float>) -> [UInt32] {
    rows.inputs.withUnsafeBufferPointer { $0.map(\.bitPattern) }
      + rows.targets.withUnsafeBufferPointer { $0.map(\.bitPattern) }
  }

  @Test func faultsAreTheSame() throws {
    let rows = Self.table(rows: 40_000, seed: 4).utf8
    var random = SplitMix(state: 5)
    for _ in 0..<12 {
      // Spoil some bytes of the second half.
      var bytes = Array(rows)
      for _ in 0..<3 {
        let place = Int.random(in: bytes.count / 2..<bytes.count, using: &random)
        bytes[place] = [0, 0x22, 0x0a, 0xff, 0x2c, 0x0d, 0x78].randomElement(using: &random) ?? 0
      }
      let faults = [1, 2, 5].map { threads in
        fault { _ = try load(bytes, Self.data, threads: threads, as: Float.self) }
      }
      #expect(faults[0] == faults[1] && faults[0] == faults[2])
    }
  }

  @Test func aLateFaultHasItsPlace() throws {
    var text = Self.table(rows: 50_000, seed: 6)
    let line = text.utf8.count { $0 == 0x0a } + 1
    text += "1,x,\"é\"y,c1\n" + Self.table(rows: 50_000, seed: 7).dropFirst(24)
    let found = try #require(fault { _ = try load(text, Self.data, as: Float.self) })
    #expect(found.messages[0].hasPrefix("t.csv:\(line):8: text after"), "\(found)")
  }

  /// A pipe is read the same way as a file.
  @Test func pipesAreReadToo() throws {
    let folder = try Folder()
    let text = Self.table(rows: 20_000, seed: 8)
    let file = try folder.write(text, as: "f.csv")
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let feeding = Thread {
      let descriptor = open(pipe, O_WRONLY)
      let bytes = Array(text.utf8)
      var sent = 0
      while sent < bytes.count {
        let count = bytes[sent...].withUnsafeBytes {
          write(descriptor, $0.baseAddress, min(997, $0.count))
        }
        if count <= 0 { break }
        sent += count
      }
      close(descriptor)
    }
    feeding.start()
    var data = DataSection()
    data.train = DataSource(pipe)
    data.target = ["class"]
    let piped: Splits<Float> = try loadSplits(data, .init(), seed: 0, threads: 2, places: .init())
    data.train = DataSource(file)
    let whole: Splits<Float> = try loadSplits(data, .init(), seed: 0, threads: 2, places: .init())
    #expect(piped.encoder == whole.encoder)
    #expect(Self.bits(piped.train) == Self.bits(whole.train))
  }
}
