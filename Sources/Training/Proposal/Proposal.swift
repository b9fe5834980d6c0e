package import Spec
package import System
package import Tabular

/// A complete configuration for a table of which nothing is known but the target.
package struct Proposal: Sendable {
  /// Its paths are as they were given.
  package private(set) var configuration: Configuration
  /// Sentences to tell the user: what was found, and what is left aside for which reason.
  package private(set) var notes: [String]

  /// Looks at the table that comes by standard input, or at that of files.
  ///
  /// - Throws: As for a file; also where the table cannot be kept meanwhile.
  package static func proposal(
    for source: DataSource, targets: [String], task: Task?, threads: Int,
    room: RowRoom = .standard
  ) throws(Failure) -> Proposal {
    guard source.isStandardInput else {
      return try Proposal(source, targets: targets, task: task, threads: threads, room: room)
    }
    let input = try SpooledInput()
    do {
      var proposal = try Proposal(
        DataSource(input.path), targets: targets, task: task, threads: threads, room: room)
      proposal.configuration.data.train = .standardInput
      proposal.configuration.name = "table"
      proposal.notes = proposal.notes.map { $0.replacing(input.path, with: "-") }
      proposal.notes.append(
        "data.train is \("-".quoted), standard input, from which a run cannot be repeated; state the path of the "
          + "table there")
      return proposal
    } catch {
      throw error.inPlace(of: input.path, "-")
    }
  }

  /// Looks at a table.
  ///
  /// - Parameters:
  ///   - source: The CSV files.
  ///   - targets: The columns to predict, at least one.
  ///   - task: Nil where the target's values are to decide.
  /// - Throws: `usage` where targets or task do not go with the table, or where the file cannot be read
  ///   several times; else as the reading of a run's data does.
  package init(
    _ source: DataSource, targets: [String], task: Task?, threads: Int, room: RowRoom = .standard
  ) throws(Failure) {
    var data = DataSection()
    data.train = source
    data.target = targets
    data.task = task
    // What the configuration's own checks refuse is here a wrong argument.
    _ = try DataSection.read(data.written, title: "the arguments", status: .usage)
    data.delimiter = try DelimiterSearch.delimiter(of: source)
    let survey: TableSurvey
    do {
      survey = try tellingDamage(of: source) { () throws(Failure) in
        try TableSurvey(data, threads: threads, room: room)
      }
    } catch {
      throw error.status == .configuration ? Failure(.usage, error.diagnostics) : error
    }
    let columns = ColumnsProposal(survey, target: targets)
    data.columns = columns.sections
    data.window = columns.window
    data.inputs = columns.inputs
    columns.stateShapes(in: &data)
    data.task = survey.task
    let training = NetworkProposal(survey, columns)
    data.validation = training.validation.map { .fraction($0) }
    if survey.task == .classification { data.stratify = true }

    var configuration = Configuration()
    configuration.name = Self.name(of: source)
    configuration.data = data
    training.fill(&configuration)
    self.configuration = configuration
    notes =
      try [Self.heading(survey, data)] + source.files().notes
      + columns.notes.map { "\(source): \($0)" }
  }

  /// The configuration as it is to be written: without the texts that mean a missing value, which are those
  /// that always do.
  package var json: JSONValue {
    var json = configuration.written
    guard var members = json.members, let data = members.firstIndex(where: { $0.key == "data" })
    else { return json }
    members[data].value.content = .object(
      (members[data].value.members ?? []).filter { $0.key != "missing" })
    json.content = .object(members)
    return json
  }

  /// `people` for `people.csv`, for `people.csv.gz` and for `people-*.csv`; of several the name of the first.
  private static func name(of source: DataSource) -> String {
    let path = source.paths[0]
    var stem = FilePath.stem(path)
    if path.hasSuffix(".gz") || path.hasSuffix(".zst") { stem = FilePath.stem(stem) }
    guard FilePattern.isPattern(stem) else { return stem }
    var start = stem.unicodeScalars.prefix { !FilePattern.isPattern(String($0)) }
    while let last = start.last, "-_. ".unicodeScalars.contains(last) { start.removeLast() }
    return start.isEmpty ? "table" : String(start)
  }

  /// What the table is taken for.
  private static func heading(_ survey: TableSurvey, _ data: DataSection) -> String {
    let targets = data.target.map(\.quoted).joined(separator: ", ")
    let what =
      survey.classes.map { "classification of \(targets) in \($0.count) classes" }
      ?? "regression of \(targets)"
    let leftOut =
      survey.leftOut.count > 0
      ? " with a target, \(survey.leftOut.count) without"
        + (survey.leftOut.hasTexts ? " (\(survey.leftOut.reason))" : "") : ""
    return "\(data.train): \(survey.rows) rows\(leftOut); \(what)"
  }
}
