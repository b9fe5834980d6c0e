import Compressors
import Foundation
import Spec
import System
import Tabular
import Testing

/// Tables compressed by gzip or Zstandard.
@Suite struct CompressionTests {
  static let table = ThreadTests.table(rows: 8000, seed: 11)
  static let small = Array("a,b,y\n1,é,0\n2,\"x\ny\",1\n3,é,0\n4,é,1\n".utf8)

  static func zeros(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }
  static let skipped: [UInt8] = [0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]

  /// Ways to compress a text, each in parts that are put one behind the other.
  enum Way: CaseIterable {
    case gzip, zstd, gzipMembers, zstdFrames, emptyMember, emptyFrame, padded, paddedBetween
    case skippedFirst, skippedLast

    func compress(_ text: [UInt8]) -> [UInt8] {
      let (first, second) = (text.prefix(text.count / 3), text.dropFirst(text.count / 3))
      return switch self {
      case .gzip: Compressor.gzip(text)
      case .zstd: Compressor.zstd(text)
      case .gzipMembers: Compressor.gzip(first) + Compressor.gzip(second)
      case .zstdFrames: Compressor.zstd(first) + Compressor.zstd(second)
      case .emptyMember: Compressor.gzip([]) + Compressor.gzip(text) + Compressor.gzip([])
      case .emptyFrame: Compressor.zstd([]) + Compressor.zstd(text) + Compressor.zstd([])
      case .padded: Compressor.gzip(text) + zeros(200_000)
      case .paddedBetween: Compressor.gzip(first) + zeros(512) + Compressor.gzip(second)
      case .skippedFirst: skipped + skipped + Compressor.zstd(text)
      case .skippedLast: Compressor.zstd(first) + skipped + Compressor.zstd(second) + skipped
      }
    }
  }

  /// The name says nothing of the compression.
  @Test(arguments: Way.allCases)
  func tablesAreThoseOfTheirText(_ way: Way) throws {
    let text = Array(Self.table.utf8)
    let plain = try load(text, ThreadTests.data, as: Float.self)
    for threads in [1, 3] {
      let compressed = try load(
        way.compress(text), ThreadTests.data, threads: threads, as: Float.self)
      #expect(compressed.encoder == plain.encoder)
      #expect(ThreadTests.bits(compressed.train) == ThreadTests.bits(plain.train))
    }
  }

  /// What begins with numbers and goes on with texts takes a second reading.
  @Test(arguments: [Way.gzip, .zstd])
  func compressedFilesAreReadTwice(_ way: Way) throws {
    let numbers = (0..<36_000).map { "\($0),\($0 % 2)\n" }.joined()
    let texts = (0..<40_000).map { "t\($0 % 5),\($0 % 2)\n" }.joined()
    let text = Array(("a,y\n" + numbers + texts).utf8)
    let data = #""target": "y", "columns": {"a": {"max_categories": 3}}"#
    let plain = try load(text, data, as: Float.self)
    let compressed = try load(way.compress(text), data, as: Float.self)
    #expect(compressed.encoder == plain.encoder)
    #expect(compressed.encoder.inputs[0].type == .categorical)
  }

  @Test(arguments: [Way.gzip, .zstd])
  func delimitersAreFound(_ way: Way) throws {
    let folder = try Folder()
    let file = try folder.write(way.compress(Array("a;b;y\n1,5;2;3\n".utf8)), as: "t")
    #expect(try DelimiterSearch.delimiter(of: DataSource(file)) == ";")
  }

  @Test func emptyFilesAreToldAsSuch() throws {
    for bytes in [Compressor.gzip([]), Compressor.zstd([]), Self.skipped] {
      let found = fault { _ = try load(bytes, as: Float.self) }
      #expect(found == Fault(65, "t.csv: empty; expected a header and rows"))
    }
  }

  /// Through a pipe, in pieces of some bytes.
  @Test(arguments: [Way.gzip, .zstd, .gzipMembers, .skippedLast, .padded], [1, 997])
  func pipesAreReadToo(_ way: Way, _ pieceLength: Int) throws {
    let text = Array(ThreadTests.table(rows: pieceLength == 1 ? 300 : 8000, seed: 8).utf8)
    var compressed = way.compress(text)
    if pieceLength == 1 { compressed = Array(compressed.prefix(30_000)) }
    let folder = try Folder()
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let bytes = compressed
    Thread {
      let descriptor = open(pipe, O_WRONLY)
      var sent = 0
      while sent < bytes.count {
        let count = bytes[sent...].withUnsafeBytes {
          write(descriptor, $0.baseAddress, min(pieceLength, $0.count))
        }
        if count <= 0 { break }
        sent += count
      }
      close(descriptor)
    }.start()
    var data = DataSection()
    data.train = DataSource(pipe)
    data.target = ["class"]
    let piped: Splits<Float> = try loadSplits(data, .init(), seed: 0, threads: 2, places: .init())
    let whole = try load(text, #""target": "class""#, as: Float.self)
    #expect(piped.encoder == whole.encoder)
    #expect(ThreadTests.bits(piped.train) == ThreadTests.bits(whole.train))
  }

  // MARK: Damage

  /// Cut off at each byte: in the header, in the middle, in the trailer.
  @Test(arguments: [Way.gzip, .zstd, .gzipMembers])
  func filesThatAreCutOff(_ way: Way) throws {
    let compressed = way.compress(Self.small)
    // Behind the first of two members, a file is whole, and its text ends in the middle of a row.
    let isWhole =
      way == .gzipMembers ? Compressor.gzip(Self.small.prefix(Self.small.count / 3)).count : 0
    for count in 4..<compressed.count where count != isWhole {
      let found = try #require(
        fault { _ = try load(Array(compressed.prefix(count)), as: Float.self) }, "\(count)")
      #expect(found.status == 65)
      let name = way == .zstd ? "Zstandard" : "gzip"
      #expect(
        found.messages[0].contains(": the file ends here in the middle of its \(name) data"),
        "\(count): \(found)")
    }
  }

  /// The place is where the text ends that the file gives.
  @Test(arguments: [false, true])
  func thePlaceIsTheEndOfTheText(_ isGzip: Bool) throws {
    let pieces: [(text: String, place: String)] = [
      ("a,b,y\n", "2:1"), ("1,é", "2:4"), (",0\n2,3,1\n", "4:1"), ("3,\"x\n", "5:1"),
      ("é", "5:2"), ("\",1\n4,", "6:3"), ("5,1\n", "7:1"), ("", ""),
    ]
    let compressed =
      isGzip
      ? Compressor.gzip(pieces: pieces.map { Array($0.text.utf8) })
      : Compressor.zstd(pieces: pieces.map { Array($0.text.utf8) })
    for count in 1..<pieces.count {
      let bytes = compressed.prefix(count).flatMap(\.self)
      let found = try #require(fault { _ = try load(bytes, as: Float.self) })
      #expect(found.messages[0].hasPrefix("t.csv:\(pieces[count - 1].place): the file ends"))
    }
    let whole = try load(
      compressed.flatMap(\.self), #""target": "y", "columns": {"b": {"type": "categorical"}}"#,
      as: Float.self)
    #expect(whole.train.rows == 4)
  }

  /// Far behind the first chunk.
  @Test(arguments: [1, 3])
  func aLateEndHasItsPlace(_ threads: Int) throws {
    let lines = Self.table.utf8.count { $0 == 0x0a }
    for pieces in [
      Compressor.gzip(pieces: [Array(Self.table.utf8), Array("1,".utf8), []]),
      Compressor.zstd(pieces: [Array(Self.table.utf8), Array("1,".utf8), []]),
    ] {
      let found = fault {
        _ = try load(
          pieces.prefix(2).flatMap(\.self), ThreadTests.data, threads: threads, as: Float.self)
      }
      #expect(
        found?.messages[0].hasPrefix("t.csv:\(lines + 1):3: the file ends") == true,
        "\(found?.description ?? "")")
    }
  }

  /// A bit is wrong somewhere: whatever becomes of the text, the damage is told and not what follows
  /// from it. Of the first ten bytes some carry nothing.
  @Test(arguments: [Way.gzip, .zstd])
  func filesThatAreDamaged(_ way: Way) throws {
    let text = Array(ThreadTests.table(rows: 12, seed: 2).utf8)
    let compressed = way.compress(text)
    let data = #""target": "class""#
    let plain = try load(text, data, as: Float.self)
    for place in (way == .gzip ? 10 : 4)..<compressed.count {
      var bytes = compressed
      bytes[place] ^= 1 << UInt8(place % 8)
      do {
        let splits = try load(bytes, data, as: Float.self)
        // Unused bits in the middle change nothing.
        #expect(splits.encoder == plain.encoder)
        #expect(ThreadTests.bits(splits.train) == ThreadTests.bits(plain.train))
      } catch let found as Fault {
        #expect(found.status == 65)
        #expect(
          found.messages[0].contains(way == .gzip ? "gzip data" : "Zstandard data"),
          "\(place): \(found)")
      }
    }
  }

  @Test func bytesBehindTheEnd() throws {
    for (compressed, name) in [
      (Compressor.gzip(Self.small), "gzip"), (Compressor.zstd(Self.small), "Zstandard"),
    ] {
      for rest in [Array("more".utf8), Self.small, [0x1e]] {
        let found = fault { _ = try load(compressed + rest, as: Float.self) }
        #expect(found?.status == 65)
        #expect(
          found?.messages[0]
            == "t.csv:7:1: the \(name) data end here, and the bytes that follow are not \(name) data"
        )
      }
    }
  }

  /// Frames that would take gigabytes to decompress.
  @Test func windowsAreBounded() throws {
    // No checksum, a window of 1 << 28, and an empty last block.
    let wide: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0, (28 - 10) << 3, 1, 0, 0]
    let found = try #require(fault { _ = try load(wide, as: Float.self) })
    #expect(found.status == 65)
    #expect(found.messages[0].hasPrefix("t.csv:1:1: the Zstandard data need more than 128 MiB"))
    #expect(found.messages[0].contains("zstd -dc --long=31"))
    let usual: [UInt8] = [0x28, 0xb5, 0x2f, 0xfd, 0, (27 - 10) << 3, 1, 0, 0]
    #expect(fault { _ = try load(usual, as: Float.self) }?.messages[0].contains("empty") == true)
  }

  // MARK: Files that are no tables

  struct Foreign: CustomTestStringConvertible {
    let bytes: [UInt8]
    let message: String

    init(_ bytes: [UInt8], _ message: String) { (self.bytes, self.message) = (bytes, message) }

    init(_ text: String, _ message: String) { self.init(Array(text.utf8), message) }

    var testDescription: String { message }
  }

  static func utf16(_ text: String, mark: Bool, isLittle: Bool) -> [UInt8] {
    ((mark ? [0xfeff] : []) + Array(text.utf16)).flatMap {
      isLittle ? [UInt8($0 & 0xff), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 0xff)]
    }
  }

  static func utf32(_ text: String, mark: Bool, isLittle: Bool) -> [UInt8] {
    ((mark ? [0xfeff] : []) + text.unicodeScalars.map(\.value)).flatMap { value in
      let bytes = [0, 8, 16, 24].map { UInt8(value >> $0 & 0xff) }
      return isLittle ? bytes : bytes.reversed()
    }
  }

  static func zip(_ name: String) -> [UInt8] {
    Array("PK\u{3}\u{4}".utf8) + zeros(26) + Array(name.utf8) + zeros(40)
  }

  static let tar = Array("t.csv".utf8) + zeros(252) + Array("ustar\u{0}00".utf8) + zeros(247)

  @Test(arguments: [
    Foreign(
      utf16("a,y\n1,2\n", mark: true, isLittle: true),
      "in UTF-16; expected a CSV file in UTF-8 (`iconv -f UTF-16 -t UTF-8 t.csv > converted.csv` makes one)"
    ),
    Foreign(
      utf16("ä,y\n1,2\n", mark: true, isLittle: false),
      "in UTF-16; expected a CSV file in UTF-8 (`iconv -f UTF-16 -t UTF-8 t.csv > converted.csv`"),
    Foreign(utf16("a,y\n1,2\n", mark: false, isLittle: true), "iconv -f UTF-16LE -t UTF-8 t.csv"),
    Foreign(utf16("a\n1\n", mark: false, isLittle: true), "iconv -f UTF-16LE -t UTF-8 t.csv"),
    Foreign(utf16("a,y\n1,2\n", mark: false, isLittle: false), "iconv -f UTF-16BE -t UTF-8 t.csv"),
    Foreign(
      utf32("a,y\n1,2\n", mark: true, isLittle: true),
      "in UTF-32; expected a CSV file in UTF-8 (`iconv -f UTF-32 -t UTF-8 t.csv"),
    Foreign(utf32("a,y\n1,2\n", mark: true, isLittle: false), "iconv -f UTF-32 -t UTF-8 t.csv"),
    Foreign(utf32("a,y\n1,2\n", mark: false, isLittle: true), "iconv -f UTF-32LE"),
    Foreign(utf32("a,y\n1,2\n", mark: false, isLittle: false), "iconv -f UTF-32BE"),
    Foreign(
      Compressor.gzip(utf16("a,y\n1,2\n", mark: true, isLittle: true)),
      "in UTF-16, and compressed by gzip; expected a CSV file in UTF-8 (`gzip -dc t.csv | iconv -f UTF-16 -t UTF-8 > converted.csv`"
    ),
    Foreign(
      Compressor.gzip(Compressor.gzip(small)),
      "compressed by gzip, and compressed by gzip; expected a CSV file in UTF-8 (`gzip -dc t.csv | gzip -dc > converted.csv`"
    ),
    Foreign(Compressor.zstd(Compressor.gzip(small)), "`zstd -dc t.csv | gzip -dc > converted.csv`"),
    Foreign(
      Array("BZh91AY&SY".utf8) + [1, 2, 3],
      "compressed by bzip2; expected a CSV file in UTF-8 (`bzip2 -dc t.csv > converted.csv`"),
    Foreign(
      [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4],
      "compressed by xz; expected a CSV file in UTF-8 (`xz -dc t.csv > converted.csv`"),
    Foreign([0x04, 0x22, 0x4d, 0x18, 0x64], "`lz4 -dc t.csv"),
    Foreign([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4], "`7z x -so t.csv"),
    Foreign(
      zip("table.csv"),
      "a zip archive; expected a CSV file in UTF-8 (`unzip -p t.csv > converted.csv`"),
    Foreign(
      Compressor.gzip(zip("table.csv")),
      "`gzip -dc t.csv > unpacked && unzip -p unpacked > converted.csv`"),
    Foreign(
      zip("[Content_Types].xml"),
      "a spreadsheet (xlsx); expected a CSV file in UTF-8 (`libreoffice --headless --convert-to csv t.csv`"
    ),
    Foreign(zip("content.xml"), "a spreadsheet (ods)"),
    Foreign([0x1f], "ends after 1 byte, and starts like a file that is compressed by gzip"),
    Foreign([0x28, 0xb5, 0x2f], "starts like a file that is compressed by Zstandard"),
    Foreign([0xff, 0xfe], "ends after 2 bytes, and starts like a file that is in UTF-16"),
    Foreign([0xd0, 0xcf, 0x11], "starts like a file that is a spreadsheet (xls)"),
    Foreign([0x50, 0x4b, 3], "ends after 3 bytes"),
    Foreign(zip("xl/workbook.xml"), "a spreadsheet (xlsx)"),
    Foreign(zip("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"), "a spreadsheet (ods)"),
    Foreign([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0], "a spreadsheet (xls)"),
    Foreign(
      "PAR1\u{15}\u{4}",
      "a Parquet file; expected a CSV file in UTF-8 (`python3 -c 'import pandas, sys; pandas.read_parquet(sys.argv[1]).to_csv(sys.stdout, index=False)' t.csv > converted.csv`"
    ),
    Foreign("ARROW1\u{0}\u{0}", "an Arrow file"),
    Foreign("SQLite format 3\u{0}", "an SQLite database"),
    Foreign(tar, "a tar archive; expected a CSV file in UTF-8 (`tar -xOf t.csv > converted.csv`"),
    Foreign("%PDF-1.7\n", "a PDF document"),
    Foreign("\n<!DOCTYPE html>\n<html>", "an HTML page"),
    Foreign("<HTML>\n", "an HTML page"),
    Foreign("[\n  {\"a\": 1}]\n", "in JSON; expected a CSV file in UTF-8 (`python3"),
    Foreign("{ \"a\": 1 }\n", "in JSON"),
  ])
  func otherKindsAreNamed(_ sample: Foreign) throws {
    let found = try #require(fault { _ = try load(sample.bytes, as: Float.self) })
    #expect(found.status == 65)
    #expect(found.messages.count == 1 && found.messages[0].hasPrefix("t.csv: "), "\(found)")
    #expect(found.messages[0].contains(sample.message), "\(found)")
  }

  /// Tables whose beginnings are like those of other kinds.
  @Test(arguments: [
    "PAR1", "PK", "P", "BZh9", "Q*M", "(", "[a]", "{a}", "<htm", "7z", "ustar", "PK\u{3}", "[",
  ])
  func tablesAreTables(_ name: String) throws {
    let splits = try load("\(name),y\n1,0\n2,1\n", as: Float.self)
    #expect(splits.encoder.inputs[0].name == name)
  }

  /// The command that is named makes a file that can be read, whatever the file is called.
  @Test(arguments: ["t.csv", "it's; touch x #.csv", "-n.csv", "'\u{600}'$(touch x)\".csv"])
  func theCommandHelps(_ name: String) throws {
    let folder = try Folder()
    for bytes in [
      Self.utf16("a,y\nä,1\nb,2\n", mark: true, isLittle: true),
      Self.utf16("a,y\nä,1\nb,2\n", mark: false, isLittle: false),
      Self.utf32("a,y\nä,1\nb,2\n", mark: true, isLittle: false),
      Compressor.gzip(Compressor.gzip("a,y\nä,1\nb,2\n".utf8)),
      Compressor.gzip(Self.utf16("a,y\nä,1\nb,2\n", mark: true, isLittle: true)),
    ] {
      _ = try folder.write(bytes, as: name)
      var data = DataSection()
      data.train = DataSource(folder.path + "/" + name)
      data.target = ["y"]
      let found = try #require(
        fault {
          do throws(Failure) {
            _ = try loadSplits(data, .init(), seed: 0, threads: 1, places: .init()) as Splits<Float>
          } catch {
            throw Fault(error, in: "none")
          }
        })
      let message = found.messages[0].dropFirst(data.train.description.count)
      let start = try #require(message.firstIndex(of: "`"))
      let end = try #require(message.range(of: "` makes one"))
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", String(message[message.index(after: start)..<end.lowerBound])]
      process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
      try process.run()
      process.waitUntilExit()
      let made = try String(contentsOfFile: folder.path + "/converted.csv", encoding: .utf8)
      #expect(made == "a,y\nä,1\nb,2\n")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/x"))
  }
}
