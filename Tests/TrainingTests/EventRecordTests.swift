import Testing
import Training

@Suite struct EventRecordTests {
  /// RFC 3720, appendix B.4, and the check value of the catalogue of CRC algorithms.
  @Test func checksAreThosePublished() {
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum(0..<32) == 0x46DD_794E)
    #expect(CRC32C.checksum((0..<32).reversed()) == 0x113F_DB5C)
    #expect(CRC32C.checksum("123456789".utf8) == 0xE306_9283)
  }

  /// As TensorBoard's own writer makes them of the same events.
  @Test func recordsAreThoseOfTensorBoard() {
    #expect(
      Self.hexadecimal(EventRecord(fileVersionAt: 1.5).framed)
        == "1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c")
    let record = EventRecord(
      [("epoch/train_loss", 0.25), ("b", -3)], step: 300, time: 1_700_000_000.25)
    #expect(
      Self.hexadecimal(record.framed)
        == "31000000000000009d8383e90900001040fc54d94110ac022a230a170a1065706f63682f747261696e5f6c6f"
        + "7373150000803e0a080a016215000040c0091ff11e")
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
