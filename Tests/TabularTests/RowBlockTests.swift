import Spec
import System
import Tabular
import Testing

/// Rows in blocks: which rows go where, and that a file gives back what memory does.
@Suite struct RowBlockTests {
  /// Numbers of rows around those where blocks begin, and many.
  private static let counts = [0, 1, 5, 1023, 1024, 1025, 2048, 2049, 3000, 10_000, 10_241]

  /// Blocks of 1024 rows.
  private func blocks(_ rows: Int, seed: UInt64?) -> RowBlocks {
    RowBlocks(rows: rows, rowBytes: 32 << 10, seed: seed)
  }

  @Test(arguments: counts)
  func blocksShareTheRows(rows: Int) {
    for seed in [nil, 7] as [UInt64?] {
      let blocks = blocks(rows, seed: seed)
      #expect(blocks.count == max(1, (rows + 1023) / 1024) && blocks.stride == 1024)
      var next = 0
      for block in 0..<blocks.count {
        let part = blocks.rows(of: block)
        #expect(part.lowerBound == next)
        #expect(part.count <= blocks.stride)
        #expect(abs(part.count - rows / blocks.count) <= 1)
        for place in part {
          #expect(blocks.block(of: place) == (block, place - part.lowerBound))
        }
        next = part.upperBound
      }
      #expect(next == rows)
    }
  }

  /// Each row is dealt once, and of as many neighbours as there are blocks each block gets one.
  @Test(arguments: counts.filter { $0 > 1024 })
  func rowsAreDealt(rows: Int) {
    let blocks = blocks(rows, seed: 3)
    #expect(blocks.areDealt)
    var blockOfRow = [Int](repeating: -1, count: rows)
    for place in 0..<rows {
      let row = blocks.tableRow(at: place)
      #expect(blockOfRow[row] == -1)
      blockOfRow[row] = blocks.block(of: place).block
    }
    for turn in stride(from: 0, through: rows - blocks.count, by: blocks.count) {
      let dealt = blockOfRow[turn..<turn + blocks.count].sorted()
      #expect(dealt == Array(0..<blocks.count))
    }
    // Another seed deals otherwise, and without one rows keep their order.
    let others = self.blocks(rows, seed: 4)
    #expect((0..<rows).contains { others.tableRow(at: $0) != blocks.tableRow(at: $0) })
    let kept = self.blocks(rows, seed: nil)
    #expect(!kept.areDealt && (0..<rows).allSatisfy { kept.tableRow(at: $0) == $0 })
  }

  /// A table whose 800 inputs make blocks of few rows.
  private func table(rows: Int) -> String {
    var text = "c,a,w,y\n"
    var state: UInt64 = 1
    for row in 0..<rows {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let random = Int(state >> 33)
      text += "k\(random % 800),\(Double(random % 1000) / 8),\(1 + row % 3),\(Double(row) / 4)\n"
    }
    return text
  }

  private func elements<Number>(_ matrix: Matrix<Number>) -> [Number] {
    var elements: [Number] = []
    matrix.forEachPiece { first, piece in
      #expect(first * matrix.columns == elements.count)
      elements += piece
    }
    return elements
  }

  /// Rows in a file are those that would be in memory, on any number of threads.
  @Test(arguments: [false, true], [1, 2])
  func fileAndMemoryAgree(isShuffled: Bool, threads: Int) throws {
    let folder = try Folder()
    let path = try folder.write(table(rows: 25_000), as: "t.csv")
    let json = """
      {"data": {"train": "\(path)", "target": ["y"], "weight": "w", "validation": 0.4, "test": 0.1,
      "columns": {"c": {"max_categories": 800}}}, "preprocessing": {"numeric": "quantile"}}
      """
    let checked = try Sections.read(JSONReader.read(Array(json.utf8), at: .file("c.json")))
    func splits(_ room: RowRoom, threads: Int) throws -> Splits<Float> {
      try loadSplits(
        checked.value.data, checked.value.preprocessing, seed: 5, threads: threads,
        places: checked.places, room: room, isShuffled: isShuffled)
    }
    let memory = try splits(.standard, threads: 2)
    let stored = try splits(RowRoom(bytes: 0, folder: folder.path), threads: threads)
    #expect(memory.encoder == stored.encoder)
    #expect(memory.train.areInMemory && !stored.train.areInMemory)
    #expect(memory.train.blocks == stored.train.blocks && memory.train.blocks.count > 1)
    #expect(memory.train.blocks.areDealt == isShuffled)
    for (expected, found) in [
      (memory.train, stored.train),
      (try #require(memory.validation), try #require(stored.validation)),
      (try #require(memory.test), try #require(stored.test)),
    ] {
      #expect(expected.rows == found.rows)
      #expect(elements(expected.inputs) == elements(found.inputs))
      #expect(elements(expected.targets) == elements(found.targets))
      #expect(
        expected.fileTargets.map { elements($0) } == found.fileTargets.map { elements($0) })
      #expect(expected.weights.map { elements($0) } == found.weights.map { elements($0) })
      let last = found.rows - 1
      #expect(expected.inputs[last, 3] == found.inputs[last, 3])
    }
    // The target says which row of the table it is.
    let targets = elements(try #require(memory.train.fileTargets))
    #expect((targets == targets.sorted()) == !isShuffled)
    #expect(Set(targets).count == memory.train.rows)
    // Some rows, brought to memory.
    let rows = [3, memory.train.rows - 1, 0]
    let (some, same) = (
      try memory.train.picking(rows, areWeighted: true),
      try stored.train.picking(rows, areWeighted: true)
    )
    #expect(elements(some.inputs) == elements(same.inputs) && same.areInMemory)
    #expect(some.weights.map { elements($0) } == same.weights.map { elements($0) })
    // Nothing is left in the folder, nor ever seen there.
    #expect(try folder.names == ["t.csv"])
  }

  /// Cells that begin in memory and go on in a file, since more came than were expected, are all there.
  @Test func cellsMoveToAFile() throws {
    let folder = try Folder()
    let text = table(rows: 30_000)
    let path = try folder.write(text, as: "t.csv")
    var data = DataSection()
    (data.train, data.target) = (DataSource(path), ["y"])
    func splits(_ room: RowRoom) throws -> Splits<Double> {
      try loadSplits(data, .init(), seed: 0, threads: 2, places: .init(), room: room)
    }
    let memory = try splits(.standard)
    for bytes in [0, 200_000, 600_000, 1_500_000] {
      let stored = try splits(RowRoom(bytes: bytes, folder: folder.path))
      #expect(memory.encoder == stored.encoder)
      #expect(elements(memory.train.inputs) == elements(stored.train.inputs), "\(bytes)")
    }
  }

  @Test func aFolderThatTakesNothing() throws {
    let folder = try Folder()
    let path = try folder.write(table(rows: 100), as: "t.csv")
    var data = DataSection()
    (data.train, data.target) = (DataSource(path), ["y"])
    let room = RowRoom(bytes: 0, folder: folder.path + "/none")
    do {
      _ =
        try loadSplits(data, .init(), seed: 0, threads: 1, places: .init(), room: room)
        as Splits<Float>
      Issue.record("there is no such folder")
    } catch {
      #expect(error.status == .cannotCreate)
      #expect(error.diagnostics[0].description.contains("/none: rows cannot be kept here"))
    }
  }
}
