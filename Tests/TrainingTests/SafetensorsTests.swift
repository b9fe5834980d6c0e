import Foundation
import System
import Testing
import Training

/// What is no whole safetensors file is refused with a message, and before memory is asked for.
struct SafetensorsTests {
  private func failure(_ bytes: Data) throws -> Failure? {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try bytes.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    do {
      _ = try SafetensorsFile(path: file.path)
      return nil
    } catch {
      #expect(error.diagnostics.allSatisfy { $0.location == .file(file.path) })
      return error
    }
  }

  private func bytes(_ header: String, length: Int? = nil, data: Int = 0) -> Data {
    let length = UInt64(length ?? header.utf8.count)
    var bytes = Data((0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) })
    bytes.append(Data(header.utf8))
    bytes.append(Data(count: data))
    return bytes
  }

  @Test(arguments: [
    ("{}", 0),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}   "#, 8),
    (#"{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}"#, 4),
    (#"{"a":{"dtype":"F64","shape":[0,9223372036854775807],"data_offsets":[0,0]}}"#, 0),
    (
      #"{"b":{"dtype":"I8","shape":[3],"data_offsets":[4,7]},"#
        + #""a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"__metadata__":{"k":"v"}}"#, 7
    ),
  ])
  func wholeFiles(header: String, data: Int) throws {
    #expect(try failure(bytes(header, data: data)) == nil)
  }

  @Test(arguments: [
    ("[]", 0, "does not begin with"),
    (" {}", 0, "does not begin with"),
    ("{", 0, "not JSON"),
    ("{}x", 0, "not JSON"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 7, "its tensors take 8 bytes"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 9, "last 1 bytes"),
    (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8, "does not take"),
    (#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, 8, "no shape"),
    (#"{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}"#, 8, "no shape"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, 8, "no data_offsets"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, 8, "no data_offsets"),
    (#"{"a":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}"#, 8, "unknown dtype \"F33\""),
    (#"{"a":{"shape":[2],"data_offsets":[0,8]}}"#, 8, "no dtype"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}"#, 8, "unknown key"),
    (#"{"a":[1]}"#, 0, "is not an object"),
    (#"{"__metadata__":{"a":1}}"#, 0, "__metadata__"),
    (#"{"__metadata__":[]}"#, 0, "__metadata__"),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
        + #""b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, 12, "another tensor"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
        + #""b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#, 12, "4 bytes before"
    ),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "4 bytes before"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
        + #""a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "given twice"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0,
      "does not take"
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2305843009213693951],"#
        + #""data_offsets":[0,9223372036854775804]}}"#, 8, "its tensors take 9223372036854775804"
    ),
  ])
  func damagedHeaders(header: String, data: Int, message: String) throws {
    let failure = try #require(try failure(bytes(header, data: data)))
    #expect(failure.status == .data)
    #expect(failure.diagnostics[0].message.contains(message), "\(failure.diagnostics)")
  }

  @Test(arguments: [
    (Data(), "its 0 bytes"), (Data([2, 0, 0, 0]), "its 4 bytes"),
    (Data([2, 0, 0, 0, 0, 0, 0, 0, 0x7B]), "its header would take 2 bytes, the file has 9"),
    (
      Data([0, 0, 0, 0, 0, 0, 0, 0x80, 0x7B, 0x7D]),
      "its header would take 9223372036854775808 bytes"
    ),
    (Data([0xFF, 0xE0, 0xF5, 5, 0, 0, 0, 0, 0x7B, 0x7D]), "its header would take 99999999 bytes"),
  ])
  func damagedLengths(bytes: Data, message: String) throws {
    let failure = try #require(try failure(bytes))
    #expect(failure.status == .data)
    #expect(failure.diagnostics[0].message.contains(message), "\(failure.diagnostics)")
  }

  @Test func missingFilesAndFolders() {
    for path in ["/nowhere/at/all", "/tmp", "/dev/null"] {
      #expect {
        _ = try SafetensorsFile(path: path)
      } throws: {
        ($0 as? Failure)?.status == .noInput
      }
    }
  }
}
