package import Drawing
import Engine
import Spec
import Synchronization
package import System
import Tabular
import Training

/// The answers of a finished run to the rows of a file, each as that to the mean inputs of the training rows and a
/// share of each column.
package struct AnswerShares {
  /// How an answer is written.
  package enum Form: Sendable {
    case csv
    /// For people: the largest shares.
    case text
  }

  /// A number that is explained.
  struct Explained: Sendable {
    /// From 1.
    let row: Int
    let output: String
    let answer: Double
    let baseline: Double
    /// Of each column.
    let shares: [Double]
  }

  /// The shares of a line of text.
  private static let mostShares = 5

  private let directory: String
  private let run: FinishedRun
  private let model: ModelFile
  private let threads: Int
  private let report: (String) -> Void
  /// The class whose probability is explained; nil for the predicted one.
  private let chosenClass: Int?

  /// - Parameters:
  ///   - directory: the run's folder.
  ///   - name: the class whose probability is explained; nil for the predicted one.
  ///   - report: told what the user should know.
  /// - Throws: `usage` for a class that there is not, `configuration` for a model whose answers have no gradient by
  ///   what its columns become.
  package init(
    of directory: String, class name: String?, threads: Int, report: @escaping (String) -> Void
  ) throws(Failure) {
    self.directory = directory
    self.threads = threads
    self.report = report
    run = FinishedRun(directory)
    model = try run.model()
    try run.checkRows(of: model)
    let classes = model.encoder.classes?.names
    chosenClass = try name.map { name throws(Failure) in
      guard let classes else {
        throw Failure(
          .usage, at: .file(directory), "the model predicts numbers; expected no --class")
      }
      guard let number = classes.firstIndex(where: { $0.isSame(as: name) }) else {
        throw Failure(
          .usage,
          "no class \(name.quoted)"
            + suggestion(
              for: name, among: classes,
              orExpected: classes.map(\.quoted).listed(by: "or")))
      }
      return number
    }
    func refusal(_ message: String) -> Failure {
      Failure(.configuration, at: .file(directory), message)
    }
    if classes != nil, !model.network.givesProbabilities {
      throw refusal(
        "the model's outputs are not probabilities that could be explained; expected a softmax or "
          + "sigmoid output")
    }
    if let group = model.encoder.columnGroups.first(where: \.hasLengths) {
      throw refusal(
        "the sequences of the group \(group.name.quoted) have different lengths, so there is no gradient by them"
      )
    }
  }

  /// Explains the answers to the rows of a CSV file; `-` is standard input.
  /// - Returns: to how many digits baseline and shares add up to the answer in all of them.
  /// - Throws: `data` at the first faulty row, when those before it are explained.
  package func write(
    _ path: String, as form: Form, to output: StandardOutput
  ) throws(Failure) -> Int {
    if let note = model.interruptionNote(of: directory) { report(note) }
    let workers = try makeWorkers(threads, form: form)
    let names = model.encoder.inputs.map { "share_" + $0.name }
    let header =
      form == .csv
      ? CellWriter(delimiter: ",").row(["row", "output", "answer", "baseline"] + names) : []
    let headed = HeadedOutput({ rows throws(Failure) in try output.write(rows) }, header: header)
    let summary = try stream(path, threads: threads) { thread, batch, text in
      workers[thread].explain(batch, to: &text)
    } write: { rows throws(Failure) in
      try headed.write(rows)
    }
    try headed.finish()
    for sentence in summary.notes + summary.unseen { report(sentence) }
    return workers.map(\.digits).min() ?? 0
  }

  /// The first rows of a CSV file as pictures: what the model sees of each, and the shares of the pixels.
  /// - Returns: the picture, and how many rows there are in it and in the file.
  /// - Throws: `configuration` for a model that reads no image.
  package func picture(
    of path: String, as format: PictureFormat
  ) throws(Failure) -> (picture: [UInt8], shown: Int, rows: Int) {
    if let note = model.interruptionNote(of: directory) { report(note) }
    let place = model.encoder.columnGroups.firstIndex {
      $0.shape.map { $0.count == 3 } == true && $0.inputs.count > 1
    }
    guard let place else {
      throw Failure(
        .configuration, at: .file(directory),
        "the model reads no image, such as \("shape".quoted): [8, 8, 1] in data; expected no --out")
    }
    let group = model.encoder.columnGroups[place]
    let columns = model.encoder.rowGroups[place].columns
    let width = model.encoder.inputCount
    let explainer = try makeWorkers(1, form: .csv)[0]
    let found = Mutex<(images: [ShareImage], rows: Int)>(([], 0))
    let summary = try stream(path, threads: 1) { _, batch, _ in
      found.withLock { found in
        found.rows += batch.count
        let count = min(batch.count, ShareImage.mostImages - found.images.count)
        guard count > 0 else { return }
        let some = RowBatch(
          inputs: batch.inputs, count: count, first: batch.first, kept: [], keptEnds: [])
        for explained in explainer.explained(some) {
          let row = batch.inputs + (explained.row - 1 - batch.first) * width
          found.images.append(
            ShareImage(
              explained, extents: group.shape ?? [], pixels: columns.map { row[$0] },
              shares: Array(explained.shares[group.inputs])))
        }
      }
    } write: { _ throws(Failure) in
    }
    for sentence in summary.notes + summary.unseen { report(sentence) }
    let (images, rows) = found.withLock { $0 }
    return (try ShareImage.picture(of: images, as: format), images.count, rows)
  }

  /// Has the rows of a CSV file worked on as they come.
  private func stream(
    _ path: String, threads: Int,
    _ body: @escaping @Sendable (Int, RowBatch<Double>, inout [UInt8]) -> Void,
    write: @escaping @Sendable ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) -> RowStreamSummary {
    try tellingDamage(of: DataSource(path)) { () throws(Failure) in
      try RowStream<Double>(
        DataSource(path), delimiter: model.delimiter, encoder: model.encoder,
        least: model.network.needs,
        kept: .named([]), refusesUnseen: false, skipsBadRows: false
      ).run(threads: threads, answer: body, write: write)
    }
  }

  /// What explains rows, each for a thread.
  private func makeWorkers(_ count: Int, form: Form) throws(Failure) -> [ExplainingWorker] {
    let splits = try run.splits(
      of: model, run.configuration().value, threads: threads, asCells: false)
    let learner: Learner<Double> = try model.makeLearner(threads: 1)
    let vectors = VectorRows(learner)
    let baseline = Self.means(of: splits.train, in: vectors)
    let whole = WholeGraph(model)
    return (0..<count).map { _ in
      ExplainingWorker(learner, vectors, whole, from: baseline, chosenClass: chosenClass, form)
    }
  }

  /// The means of the inputs, of categories those of their vectors.
  private static func means(of rows: Encoded<Double>, in vectors: VectorRows) -> [Double] {
    var sums = [Double](repeating: 0, count: vectors.sources.count)
    rows.inputs.forEachPiece { _, piece in
      guard let inputs = piece.baseAddress else { return }
      for start in stride(from: 0, to: piece.count, by: rows.inputs.columns) {
        for (input, value) in vectors.rows(inputs + start, count: 1).enumerated() {
          sums[input] += value
        }
      }
    }
    return sums.map { $0 / Double(rows.rows) }
  }

  /// One thread's part.
  ///
  /// Invariant: one thread at a time uses it.
  private final class ExplainingWorker: @unchecked Sendable {
    /// A number that is explained: what it follows from, and its unit.
    private struct Target {
      let name: String
      let weights: [Double]
      let shift: Double
      let scale: Double
    }

    private let evaluator: RowEvaluator<Double>
    private let gradients: IntegratedGradients
    private let vectors: VectorRows
    private let encoder: Encoder
    private let targets: [Target]
    private let chosenClass: Int?
    private let answering: AnswerGraph
    private let outputs: Int
    /// Of each input of rows with vectors the columns that it is of, and their parts of it.
    private let owners: [[(column: Int, part: Double)]]
    private let form: Form
    private let cells = CellWriter(delimiter: ",")
    /// To how many digits the shares of all rows so far add up.
    private(set) var digits = 15

    init(
      _ learner: Learner<Double>, _ vectors: VectorRows, _ whole: WholeGraph,
      from baseline: [Double], chosenClass: Int?,
      _ form: Form
    ) {
      let network = whole.network
      evaluator = learner.makeEvaluator()
      encoder = whole.encoder
      outputs = network.outputs
      gradients = IntegratedGradients(
        InputGradient(vectors.learner, isShare: whole.dividesBySum), from: baseline,
        network: network)
      answering = whole.answering
      self.chosenClass = chosenClass
      self.form = form
      self.vectors = vectors
      let owners = whole.encoder.owners
      self.owners = vectors.sources.map { owners[$0] }
      targets = whole.numbers.enumerated().map { [outputs] number, answer in
        var weights = [Double](repeating: 0, count: outputs)
        // Of one output p the probabilities are 1 − p and p.
        let isRest = network.classes != nil && outputs == 1 && number == 0
        weights[outputs == 1 ? 0 : number] = isRest ? -1 : 1
        var (shift, scale) = (isRest ? 1.0 : 0.0, 1.0)
        if case .number(let target, let kind, _) = answer.answer,
          let own = whole.encoder.targetScales?[target]
        {
          (shift, scale) = (kind == .deviation ? 0 : own.shift, own.scale)
        }
        return Target(name: answer.name, weights: weights, shift: shift, scale: scale)
      }
    }

    /// Adds the lines of some rows.
    func explain(_ batch: RowBatch<Double>, to text: inout [UInt8]) {
      for explained in explained(batch) { append(explained, to: &text) }
    }

    /// The numbers of some rows that are explained.
    func explained(_ batch: RowBatch<Double>) -> [Explained] {
      var explained: [Explained] = []
      let chosen: [[Int]]
      if encoder.classes == nil {
        chosen = Array(repeating: Array(targets.indices), count: batch.count)
      } else if let chosenClass {
        chosen = Array(repeating: [chosenClass], count: batch.count)
      } else {
        chosen = predictions(batch).map { [$0] }
      }
      let rows = vectors.rows(batch.inputs, count: batch.count)
      let found = (0..<(chosen.first?.count ?? 0)).map { place in
        gradients.shares(
          of: rows, weights: chosen.flatMap { targets[$0[place]].weights }, count: batch.count)
      }
      let width = owners.count
      for row in 0..<batch.count {
        for (place, number) in chosen[row].enumerated() {
          let target = targets[number]
          let result = found[place]
          var shares = [Double](repeating: 0, count: encoder.inputs.count)
          for (input, columns) in owners.enumerated() {
            let share = result.shares[row * width + input] * target.scale
            for (column, part) in columns { shares[column] += share * part }
          }
          let answer = target.shift + target.scale * result.answers[row]
          let baseline = target.shift + target.scale * result.baselines[row]
          let difference = abs(shares.reduce(baseline, +) - answer)
          digits = min(
            digits, Self.digits(difference, unit: max(abs(answer), abs(baseline))))
          explained.append(
            Explained(
              row: batch.first + row + 1, output: target.name, answer: answer, baseline: baseline,
              shares: shares))
        }
      }
      return explained
    }

    /// The classes that are predicted.
    private func predictions(_ batch: RowBatch<Double>) -> [Int] {
      var decisions = [Double](repeating: 0, count: batch.count * outputs)
      decisions.withUnsafeMutableBufferPointer { decisions in
        guard let start = decisions.baseAddress else { return }
        evaluator.decide(batch.inputs, count: batch.count, first: batch.first, into: start)
      }
      return AnsweredRows(decisions, by: answering).labels
    }

    private func append(_ explained: Explained, to text: inout [UInt8]) {
      let (name, shares) = (explained.output, explained.shares)
      let (answer, baseline) = (explained.answer, explained.baseline)
      switch form {
      case .csv:
        text += cells.row(
          [String(explained.row), name] + ([answer, baseline] + shares).map(\.description))
      case .text:
        let order = shares.indices.sorted {
          (abs(shares[$1]), $0) < (abs(shares[$0]), $1)
        }
        var parts = order.prefix(AnswerShares.mostShares).map {
          "\(encoder.inputs[$0].name.shown) \(Self.signed(shares[$0]))"
        }
        if order.count > AnswerShares.mostShares {
          let rest = order.dropFirst(AnswerShares.mostShares).reduce(0) { $0 + shares[$1] }
          parts.append("others \(Self.signed(rest))")
        }
        text += Array(
          ("row \(explained.row)  \(name.shown) \(Decimals.text(answer)) = \(Decimals.text(baseline))  "
            + parts.joined(separator: "  ") + "\n").utf8)
      }
    }

    private static func signed(_ number: Double) -> String {
      (number < 0 ? "" : "+") + Decimals.text(number)
    }

    /// How many digits of a number are right.
    private static func digits(_ difference: Double, unit: Double) -> Int {
      if difference == 0 { return 15 }
      // None where the difference is not a number.
      var (digits, limit) = (0, unit / 10)
      while digits < 15, difference <= limit { (digits, limit) = (digits + 1, limit / 10) }
      return digits
    }
  }
}

extension WholeGraph {
  /// Whether probabilities are sigmoids divided by their sum.
  fileprivate var dividesBySum: Bool {
    encoder.classes != nil && network.outputs > 1 && network.lastLayer.outputActivation is Sigmoid
  }
}

extension Encoder {
  /// Of each input of the network the columns that it is of, and their parts of it: a monomial is of its factors, of
  /// each as often as it is one.
  fileprivate var owners: [[(column: Int, part: Double)]] {
    var owners = [[(column: Int, part: Double)]](repeating: [], count: rowWidth)
    let places = places
    for (slot, place) in places.enumerated() {
      for input in place..<place + inputs[slot].width { owners[input] = [(slot, 1)] }
    }
    for (group, place) in zip(columnGroups, rowGroups) where group.shape == nil {
      guard let last = group.inputs.last else { continue }
      let numbers = group.inputs.filter {
        if case .number = inputs[$0].encoding { true } else { false }
      }.map { places[$0] }
      let monomials = Monomials(
        numbers: numbers, width: places[last] + inputs[last].width, degree: polynomialDegree)
      // Of each monomial its factors' columns.
      var factors: [Int: [Int]] = [:]
      for number in monomials.parents.indices {
        let (parent, factor) = (Int(monomials.parents[number]), Int(monomials.factors[number]))
        let columns = (factors[parent] ?? [owners[parent][0].column]) + [owners[factor][0].column]
        let input = monomials.start + number
        factors[input] = columns
        owners[input] = columns.map { ($0, 1 / Double(columns.count)) }
      }
      precondition(monomials.start + monomials.parents.count <= place.columns.upperBound)
    }
    return owners
  }
}
