import Tabular
import Testing

/// Tables whose rows are the nodes of a graph.
@Suite struct EdgeTests {
  private static let table = "id,x,y\na,1,p\nb,2,q\nc,3,\nd,4,p\n"

  private func load(
    _ table: String = table, edges: String, keys: String = "", rest: String = "", threads: Int = 2
  ) throws -> Splits<Double> {
    let section = #""edges": {"file": "e.csv", "from": "u", "to": "v", "node": "id"\#(keys)}"#
    return try TabularTests.load(
      Array(table.utf8), #""target": "y", \#(section)\#(rest)"#, files: ["e.csv": edges],
      threads: threads, as: Double.self)
  }

  private func pairs(_ splits: Splits<Double>) -> [[Int]] {
    splits.train.nodes?.edges.pairs.map { [$0.from, $0.to] } ?? []
  }

  private func fault(
    _ table: String = table, edges: String = "u,v\na,b\n", keys: String = "", rest: String = ""
  ) -> Fault? {
    do {
      _ = try load(table, edges: edges, keys: keys, rest: rest)
      return nil
    } catch { return error as? Fault }
  }

  @Test func namesAreRows() throws {
    let splits = try load(edges: "w,v,u\n1,b,a\n2,d,c\n")
    #expect(pairs(splits) == [[0, 1], [2, 3]])
    // Neither the nodes' names nor the edges are inputs.
    #expect(splits.encoder.inputs.map(\.name) == ["x"])
    #expect(splits.train.nodes?.edges.isDirected == false)
  }

  @Test func pairsCountOnceAndLoopsNotAtAll() throws {
    let edges = "u,v\na,b\na,b\nb,a\nc,c\nd,c\n"
    let splits = try load(edges: edges)
    #expect(pairs(splits) == [[0, 1], [3, 2]])
    #expect(
      splits.notes.contains {
        $0.hasSuffix("2 edges repeat others and count once")
      })
    #expect(
      splits.notes.contains {
        $0.hasSuffix("1 edge goes from a node to itself and counts not at all")
      })
    let directed = try load(edges: edges, keys: #", "directed": true"#)
    #expect(pairs(directed) == [[0, 1], [1, 0], [3, 2]])
    #expect(directed.notes.contains { $0.contains("1 edge repeats another and counts once") })
  }

  /// Names are texts as they stand, as ids are; blanks around them do not count.
  @Test(arguments: [
    ("1,0,p\n1.0,0,q\n", "1.0, 1 \n", [[1, 0]]), ("007,0,p\n7,0,q\n", "7,007\n", [[1, 0]]),
    ("\"a,b\",0,p\ngro\u{308}ße,0,q\n", "größe,\"a,b\"\n", [[1, 0]]),
    ("NA,0,p\nnull,0,q\n", "NA,null\n", [[0, 1]]),
  ])
  func namesAreTexts(_ rows: String, _ edges: String, _ expected: [[Int]]) throws {
    #expect(pairs(try load("id,x,y\n" + rows, edges: "u,v\n" + edges)) == expected)
  }

  @Test func allRowsAreNodes() throws {
    let splits = try load(
      "id,x,y,part\na,1,p,train\nb,2,q,train\nc,3,,train\nd,4,p,test\ne,5,q,\n",
      edges: "u,v\na,b\n", rest: #", "split": {"column": "part"}"#)
    let nodes = try #require(splits.train.nodes)
    #expect(nodes.inputs.arrays == [[1], [2], [3], [4], [5]])
    #expect(nodes.shares.arrays == [[2.5], [2.5], [0], [0], [0]])
    #expect(nodes.targets.arrays == [[0], [1], [0], [0], [1]])
    #expect(splits.test?.nodes?.shares.arrays == [[0], [0], [0], [5], [0]])
    // What counts alone.
    #expect(splits.train.rows == 2 && splits.train.involvedRows == 5)
    #expect(splits.train.inputs.arrays == [[1], [2]])
    #expect(splits.test?.inputs.arrays == [[4]])
    #expect(splits.validation == nil)
    #expect(
      splits.notes.contains { $0.contains("1 of 5 nodes has no target and counts towards no loss") }
    )
  }

  /// Shares are of the nodes with a target.
  @Test func sharesAreOfNodesWithTargets() throws {
    let rows = (0..<40).map { "n\($0),\($0),\($0 % 4 == 0 ? "" : $0 % 2 == 0 ? "p" : "q")\n" }
      .joined()
    let splits = try load("id,x,y\n" + rows, edges: "u,v\nn0,n1\n", rest: #", "test": 0.2"#)
    #expect(splits.test?.rows == 6 && splits.train.rows == 24)
    let held = splits.test?.inputs.arrays.map { Int($0[0]) } ?? []
    #expect(held.allSatisfy { $0 % 4 != 0 })
  }

  @Test func targetsOfARegressionMayBeMissing() throws {
    let splits = try load(
      "id,x,y,w\na,1,1.5,2\nb,2,2.5,1\nc,3,,4\nd,4,0.25,3\n", edges: "u,v\na,b\n",
      rest: #", "task": "regression", "weight": "w""#)
    #expect(splits.train.nodes?.targets.arrays == [[1.5], [2.5], [0], [0.25]])
    #expect(splits.train.fileTargets?.arrays == [[1.5], [2.5], [0.25]])
    #expect(splits.train.nodes?.weights?.arrays == [[2], [1], [1], [3]])
  }

  @Test func unknownNodesAreFaultsOrCounted() throws {
    let edges = "u,v\na,b\nb,x\ny,z\n"
    #expect(
      fault(edges: edges)
        == Fault(
          65,
          "e.csv:3:3: \"x\" in column \"v\" is not a node: no row of t.csv has it in column \"id\""
        ))
    let splits = try load(edges: edges, keys: #", "unknown": "skip""#)
    #expect(pairs(splits) == [[0, 1]])
    #expect(
      splits.notes.contains {
        $0.hasSuffix("2 edges name unknown nodes and are left out, the first \"x\" at 3:3")
      })
  }

  @Test func faults() {
    #expect(
      fault("id,x,y\na,1,p\nb,2,q\n\na,3,p\nb,4,p\n")
        == Fault(
          65,
          "t.csv:5:1: a second row has the node \"a\" in column \"id\"; the first is at 2:1, and 1 more row "
            + "repeats a name; expected a name for each"))
    #expect(fault("id,x,y\na,1,p\n,2,q\n")?.status == 65)
    #expect(fault(edges: "u,v\na,\n")?.messages.first?.hasPrefix("e.csv:2:3: ") == true)
    #expect(
      fault("id,x,y\n1,1,p\n2,2,q\n", edges: "u,v\n1.0,2\n")?.messages == [
        "e.csv:2:1: \"1.0\" in column \"u\" is not a node: no row of t.csv has it in column \"id\""
      ])
    #expect(fault(edges: "u,w\na,b\n")?.status == 78)
    #expect(fault(rest: #", "inputs": ["id", "x"]"#)?.status == 78)
    #expect(fault(rest: #", "test": "t.csv""#)?.status == 78)
    #expect(fault("id,x,y\na,1,\nb,2,\n")?.status == 65)
  }

  @Test func aGraphMayHaveNoEdges() throws {
    let splits = try load(edges: "u,v\n")
    #expect(pairs(splits) == [] && splits.train.nodes?.edges.count == 4)
    #expect(
      splits.notes.filter { $0.hasSuffix("e.csv: no edges, so no node reads another") }.count
        == 1)
    #expect(splits.notes.filter { $0.contains("e.csv") }.count == 1)
  }

  @Test func threadsChangeNothing() throws {
    let rows = (0..<30_000).map { "node\($0),\($0 % 7),\($0 % 2 == 0 ? "p" : "q")\n" }.joined()
    let edges = (0..<30_000).map { "node\($0),node\(($0 * 7919 + 1) % 30_000)\n" }.joined()
    let one = try load("id,x,y\n" + rows, edges: "u,v\n" + edges, threads: 1)
    let four = try load("id,x,y\n" + rows, edges: "u,v\n" + edges, threads: 4)
    #expect(pairs(one) == pairs(four) && pairs(one).count > 29_000)
  }
}
