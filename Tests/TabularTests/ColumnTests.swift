import Spec
import System
import Tabular
import Testing

/// Types of columns and what becomes of categories, booleans and missing cells.
@Suite struct ColumnTests {
  private func types(_ splits: Splits<Float>) -> [ColumnType] {
    splits.encoder.inputs.map(\.type)
  }

  @Test func typesAreInferred() throws {
    let splits = try load(
      """
      n,zero,half,word,yes,mixed,none,y
      1,0,1,true,Yes,yes,,p
      2.5,1,x,FALSE,no,1,NA,q
      ,0,?,null,nO,no,,p

      """, #""target": "y", "columns": {"half": {"type": "categorical"}}"#, as: Float.self)
    #expect(
      types(splits) == [
        .numeric, .numeric, .categorical, .boolean, .boolean, .categorical, .numeric,
      ])
    #expect(
      splits.columns.map { "\($0.reason)" } == [
        "numbers", "numbers", "stated", "booleans", "booleans", "texts", "numbers",
      ])
    #expect(splits.columns[0].range == 1...2.5 && splits.columns[2].range == nil)
    let report = splits.columns[2]
    #expect(report.cells == (1, 1, 1) && report.distinctTexts == 2)
    #expect(
      splits.train.inputs.arrays.map { Array($0[6...8]) } == [[1, 0, 1], [0, 0, 0], [0.5, 1, 0]])
  }

  @Test func booleansAreReadInAllSpellings() throws {
    let splits = try load(
      Array("b,y\n1,p\n0,q\n1.0,p\nTrue,q\n no ,p\n,q\n".utf8),
      #""target": "y", "test": "new.csv", "columns": {"b": {"type": "boolean"}}"#,
      files: ["new.csv": "b,y\nYES,p\n0.0,q\n"], as: Float.self)
    #expect(splits.train.inputs.arrays.map { $0[0] } == [1, 0, 1, 1, 0, 0.6])
    #expect(splits.train.inputs.arrays.map { $0[1] } == [0, 0, 0, 0, 0, 1])
    #expect(splits.test?.inputs.arrays == [[1, 0], [0, 0]])
  }

  /// Of the two categories with 2 rows, the first by its bytes is kept.
  @Test func rareCategoriesAreOne() throws {
    let text = "c,y\n" + "abbcccdd".map { "\($0),\($0 < "c" ? 0 : 1)\n" }.joined()
    func load(_ section: String) throws -> (Splits<Float>, CategoryEncoding) {
      let splits = try TabularTests.load(
        Array(text.utf8), #""target": "y", "test": "new.csv", "columns": {"c": {\#(section)}}"#,
        files: ["new.csv": "c,y\nc,0\na,1\nnew,1\n,1\n"], as: Float.self)
      guard case .category(let encoding) = splits.encoder.inputs[0].encoding else {
        throw Fault(0, "not a category")
      }
      return (splits, encoding)
    }
    let (most, kept) = try load(#""max_categories": 2"#)
    #expect(kept.values == ["b", "c"] && kept.hasOther && !kept.hasMissing)
    #expect(most.train.inputs.arrays[0] == [0, 0, 1])
    #expect(most.train.inputs.arrays[1] == [1, 0, 0])
    // A missing cell, as no training row has one, is the most frequent category.
    #expect(
      most.test?.inputs.arrays == [[0, 1, 0], [0, 0, 1], [0, 0, 1], [0, 1, 0]])
    let (_, frequent) = try load(#""min_count": 2"#)
    #expect(frequent.values == ["b", "c", "d"] && frequent.hasOther)
    let (all, every) = try load(#""type": "categorical""#)
    #expect(every.values == ["a", "b", "c", "d"] && !every.hasOther)
    // Nothing that training has not seen has an input.
    #expect(all.test?.inputs.arrays[2] == [0, 0, 0, 0])
  }

  @Test func manyCategoriesAreCutAndTold() throws {
    let text =
      "c,y\n" + (0..<300).map { "c\($0),\($0 % 2)\nc\($0 % 250),\($0 % 2)\n" }.joined()
    let splits = try load(text, as: Float.self)
    #expect(splits.encoder.inputCount == 257)
    #expect(splits.notes.count == 1 && splits.notes[0].contains("the 256 most frequent"))
    let stated = try load(
      text, #""target": "y", "columns": {"c": {"max_categories": 1000}}"#, as: Float.self)
    #expect(stated.encoder.inputCount == 300 && stated.notes.isEmpty)
  }

  @Test func embeddingsAreNumbers() throws {
    let splits = try load(
      Array("a,c,y\n1,x,p\n2,,q\n3,z,p\n4,x,q\n".utf8),
      #""target": "y", "test": "new.csv", "columns": {"c": {"encoding": "embedding"}}"#,
      files: ["new.csv": "c,a,y\nnew,1,p\n,1,q\nz,1,p\n"], as: Float.self)
    // x, z, all others, missing
    #expect(splits.train.inputs.arrays == [[1, 0], [2, 3], [3, 1], [4, 0]])
    #expect(splits.test?.inputs.arrays == [[1, 2], [1, 3], [1, 1]])
    #expect(splits.encoder.embeddings.count == 1)
    let embedding = try #require(splits.encoder.embeddings.first)
    #expect(embedding.column == "c" && embedding.input == 1)
    #expect(embedding.categories == 4 && embedding.dimensions == 2 && embedding.other == 2)
  }

  @Test func textsForMissingAreSettable() throws {
    let splits = try load(
      Array("a,c,y\n1,NA,p\n-999,none,q\n3,,p\n-999.0,x,q\n".utf8),
      #""target": "y", "test": "new.csv", "missing": ["-999", " none "]"#,
      files: ["new.csv": "c,a,y\nnone,-999,p\n"], as: Double.self)
    #expect(
      splits.train.inputs.arrays == [
        [1, 0, 1, 0, 0], [2, 1, 0, 0, 1], [3, 0, 0, 0, 1], [2, 1, 0, 1, 0],
      ])
    #expect(splits.test?.inputs.arrays == [[2, 1, 0, 0, 1]])
  }

  @Test func ignoredColumnsAreNoInputs() throws {
    let splits = try load(
      "id,a,y\n\"1,000\",1,p\n\"2,000\",2,q\n",
      #""target": "y", "columns": {"id": {"type": "ignore"}}"#, as: Float.self)
    #expect(splits.encoder.inputs.map(\.name) == ["a"])
  }

  @Test func survivesJSON() throws {
    let splits = try load(
      "n,r,q,b,c,e,p1,p2\n1,1,1,yes,x,u,1,2\n,2,2,,y,v,2,3\n3,9,3,no,,w,5,4\n4,5,-,no,x,u,1,1\n",
      """
      "target": ["p1", "p2"], "missing": ["-"], "columns": {"r": {"scale": "robust"}, \
      "q": {"scale": "quantile", "missing": "median"}, "c": {"max_categories": 1}, \
      "n": {"missing": "median"}, "e": {"encoding": "embedding", "dimensions": 3}}
      """,
      preprocessing: #""target": "standard", "numeric": "standard""#, as: Double.self)
    let json = try JSONReader.read(
      Array(splits.encoder.json.onOneLine.utf8), at: .file("m"), status: .data)
    #expect(try Encoder(json: json, at: nil) == splits.encoder)
  }

  /// What a model file of the first version says of its columns means what it meant.
  @Test func earlierModelsAreRead() throws {
    let text = """
      {"task": "classification", "targets": ["y"], "classes": ["p", "q"], "polynomial_degree": 1, \
      "inputs": [{"name": "a", "fill": 2.5, "shift": 2, "scale": 0.5}, \
      {"name": "c", "values": ["x", "z"], "most_frequent": 1}]}
      """
    let encoder = try Encoder(
      json: JSONReader.read(Array(text.utf8), at: .file("m"), status: .data), at: nil)
    let folder = try Folder()
    let path = try folder.write("a,c,y\n,,p\n3,new,q\n4,x,q\n", as: "h.csv")
    let rows: Encoded<Double> = try Tabular.load(
      DataSource(path), with: encoder, delimiter: ",", threads: 1)
    #expect(rows.inputs.arrays == [[1, 0, 1], [2, 0, 0], [4, 1, 0]])
  }

  /// What does not go with a column: exit code 78, at the place of the key.
  @Test(arguments: [
    (#""columns": {"agee": {}}"#, "no column \"agee\"", "\"age\""),
    (#""columns": {"left": {"type": "numeric"}}"#, "the target \"left\" is not an input", "task"),
    (#""columns": {"plan": {"scale": "robust"}}"#, "categorical by its cells", "\"scale\""),
    (#""columns": {"age": {"max_categories": 3}}"#, "numeric by its cells", "\"max_categories\""),
    (#""columns": {"plan": {"type": "boolean", "scale": "none"}}"#, "\"scale\"", "boolean"),
    (#""columns": {"plan": {"type": "categorical", "missing": "mean"}}"#, "of its own", "error"),
    (#""columns": {"plan": {"dimensions": 3}}"#, "embedding", "encoding"),
    (#""columns": {"plan": {"tipe": "numeric"}}"#, "tipe", "\"type\""),
    (#""inputs": ["age", "plan"], "columns": {"plan": {"type": "ignore"}}"#, "ignored", "plan"),
    (#""weight": "wieght""#, "no column \"wieght\"", "weight"),
    (#""weight": "left""#, "is also the weight", "left"),
    (#""weight": "age", "inputs": ["age", "plan"]"#, "among the inputs", "age"),
    (#""class_weight": "balance""#, "\"balanced\"", "class_weight"),
    (#""class_weight": {"yes": -1}"#, "at least 0", "class_weight"),
    (#""class_weight": {"yess": 2}"#, "no class \"yess\"", "did you mean \"yes\"?"),
    (#""class_weight": {"yes": 0, "no": 0}"#, "nothing to learn", "weights"),
    (#""class_weight": "balanced", "task": "regression""#, "only a classification", "class"),
  ])
  func placesFaultsOfTheConfiguration(_ data: String, _ words: String, _ more: String) throws {
    let text = "age,plan,weight,left\n20,x,1,yes\n30,y,2,no\n40,x,3,yes\n"
    let found = try #require(
      fault { _ = try load(text, #""target": "left", \#(data)"#, as: Float.self) })
    #expect(found.status == 78)
    #expect(found.messages[0].hasPrefix("c.json:1:"), "\(found)")
    #expect(found.messages[0].contains(words) && found.messages[0].contains(more), "\(found)")
  }

  /// Cells that do not go with what is stated: exit code 65, at the place of the cell.
  @Test(arguments: [
    (#"{"b": {"type": "boolean"}}"#, "t.csv:3:3: \"x\" in column \"b\" is not a boolean"),
    (#"{"b": {"type": "numeric"}}"#, "t.csv:2:3: \"yes\" in column \"b\" is not a number"),
    (#"{"a": {"type": "boolean"}}"#, "t.csv:3:1: \"2\" in column \"a\" is not a boolean"),
    (#"{"b": {"missing": "error"}}"#, "t.csv:4:3: a missing cell in column \"b\""),
  ])
  func placesFaultsOfCells(_ columns: String, _ message: String) throws {
    let found = try #require(
      fault {
        _ = try load(
          "a,b,y\n1,yes,p\n2,x,q\n3,,p\n", #""target": "y", "columns": \#(columns)"#,
          as: Float.self)
      })
    #expect(found.status == 65)
    #expect(found.messages[0].hasPrefix(message), "\(found)")
  }

  @Test func weightsOfClassesAndRows() throws {
    let text = "a,w,y\n1,2,p\n2,0.5,q\n3,1,p\n4,0,p\n"
    func weights(_ data: String) throws -> [Double]? {
      try load(text, #""target": "y", \#(data)"#, as: Double.self).train.weights?.arrays
        .map { $0[0] }
    }
    #expect(try weights(#""ignore": ["w"]"#) == nil)
    #expect(try weights(#""weight": "w""#) == [2, 0.5, 1, 0])
    // sklearn.utils.class_weight.compute_class_weight("balanced", …): 4 / (2 · 3) and 4 / (2 · 1).
    #expect(try weights(#""class_weight": "balanced""#) == [4.0 / 6, 2, 4.0 / 6, 4.0 / 6])
    #expect(try weights(#""class_weight": {"q": 3}, "weight": "w""#) == [2, 1.5, 1, 0])
    let splits = try load(
      text, #""target": "y", "weight": "w", "validation": 0.25"#, as: Double.self)
    #expect(splits.encoder.inputs.map(\.name) == ["a"])
    #expect(splits.validation?.weights == nil && splits.train.weights?.rows == 3)
  }

  @Test(arguments: [
    ("-1", "t.csv:3:3: \"-1\" in column \"w\" is negative"),
    ("", "t.csv:3:3: a missing cell in column \"w\""),
    ("x", "t.csv:3:3: \"x\" in column \"w\" is not a number"),
  ])
  func wrongWeightsArePlaced(_ cell: String, _ message: String) throws {
    let found = try #require(
      fault {
        _ = try load(
          "a,w,y\n1,1,p\n2,\(cell),q\n3,1,p\n", #""target": "y", "weight": "w""#, as: Float.self)
      })
    #expect(found.status == 65 && found.messages[0].hasPrefix(message), "\(found)")
  }

  /// The errors of spreadsheets, and what programs write for nothing, are missing; `None` is a category.
  @Test(arguments: [
    "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!",
    "#N/A N/A", "-1.#IND", "1.#QNAN", "<NA>", "NULL", "n/a", " #N/A ",
  ])
  func usualSpellingsAreMissing(_ text: String) throws {
    let splits = try load("a,c,y\n1,p,0\n\(text),\(text),1\n3,None,0\n", as: Double.self)
    #expect(splits.encoder.inputs.map(\.type) == [.numeric, .categorical])
    #expect(splits.train.inputs.arrays[1] == [2, 1, 0, 0, 1])
  }

  /// Which texts took rows from the table, in the training file and in another.
  @Test func textsOfMissingTargetsAreTold() throws {
    let rows = "1,NA\n2,b\n3,NA\n4,c\n5,\n6,null\n"
    let splits = try load(
      Array("a,y\n\(rows)".utf8), #""target": "y", "test": "new.csv""#,
      files: ["new.csv": "a,y\n1,b\n2,NA\n"], as: Float.self)
    #expect(
      splits.notes[0].hasSuffix(
        "t.csv: 4 rows without a target left out: the target is \"NA\" in 2, \"null\" in 1, which "
          + "\"missing\" in data counts as missing; if one of these is a class, set it to a list without "
          + "it"))
    #expect(
      splits.notes[1].contains(
        "new.csv: 1 row without a target left out: the target is \"NA\" in 1"))
    // Where the user says so, it is a class.
    let told = try load("a,y\n\(rows)", #""target": "y", "missing": ["null"]"#, as: Float.self)
    #expect(told.encoder.classes?.names == ["NA", "b", "c"])
    #expect(told.notes.count == 1 && told.notes[0].contains("\"null\" in 1"))
    let empty = try load("a,y\n1,\n2,p\n3,q\n", as: Float.self)
    #expect(empty.notes[0].hasSuffix("t.csv: 1 row without a target left out"))
  }

  /// What is said of how numbers are written has to make sense.
  @Test(arguments: [
    (#""x": {"decimal": ".", "thousands": "."}"#, "are both"),
    (#""x": {"decimal": ",", "thousands": ","}"#, "are both"),
    (#""x": {"decimal": ";"}"#, "decimal"),
    (#""x": {"prefix": ""}"#, "part of the number"),
    (#""x": {"suffix": "2m"}"#, "part of the number"),
    (#""x": {"prefix": "-"}"#, "part of the number"),
    (#""x": {"type": "categorical", "suffix": "%"}"#, "does not go with"),
    (#""y": {"suffix": "%", "scale": "robust"}"#, "\"scale\""),
    (#""w": {"suffix": "%", "scale": "robust"}"#, "the weight \"w\""),
  ])
  func formatsThatMeanNothingAreRefused(_ columns: String, _ words: String) throws {
    let found = try #require(
      fault {
        _ = try load(
          "x,w,y\n1,1,1.5\n2,1,2.5\n",
          #""target": "y", "weight": "w", "columns": {\#(columns)}"#, as: Float.self)
      })
    #expect(found.status == 78)
    #expect(found.messages[0].contains(words), "\(found)")
  }
}
