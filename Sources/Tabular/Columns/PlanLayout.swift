/// How the training file's columns are read, up to what their cells look like.
struct PlanLayout {
  /// The file's names of the columns.
  let names: [String]
  let selection: ColumnSelection
  /// What is said of each input.
  let sections: [ColumnSection]
  let data: DataSection
  let preprocessing: PreprocessingSection
  /// How many different texts a column may hold of which nothing is said.
  let mostTexts: Int

  /// The plan of a reading.
  /// - Parameter kinds: of each column of the file how it is read.
  func plan(_ kinds: [ColumnJob.Kind]) -> ReadingPlan {
    var jobs = [ColumnJob](repeating: ColumnJob(), count: names.count)
    for (slot, column) in selection.inputs.enumerated() {
      let section = sections[slot]
      var job = ColumnJob(kind: kinds[column], slot: slot)
      job.isStrict = section.type == .numeric
      // Whether a column without a stated type has numbers is known at the end only.
      job.refusesMissing =
        (section.missing ?? (job.kind == .number ? preprocessing.missing : .mean)) == .error
      if kinds[column] == .text {
        job.domain = section.type == .boolean ? .booleans : nil
        job.mostTexts = section.statesCategories ? .max : mostTexts
      }
      jobs[column] = job
    }
    let inputs = selection.inputs.count
    for (place, column) in selection.targets.enumerated() {
      jobs[column] = ColumnJob(
        kind: kinds[column], slot: inputs + place, codeSlot: inputs + place + 1, isTarget: true)
    }
    if let weight = selection.weight {
      jobs[weight] = ColumnJob(
        kind: kinds[weight], slot: inputs + weightPlace(kinds), isStrict: true,
        refusesMissing: true, refusesNegative: true)
    }
    return ReadingPlan(
      jobs: jobs, names: names, inputs: inputs,
      targets: weightPlace(kinds) + (selection.weight == nil ? 0 : 1),
      missing: MissingTexts(data.missing))
  }

  /// Where the weight stands among a row's target cells, behind all others.
  func weightPlace(_ kinds: [ColumnJob.Kind]) -> Int {
    selection.targets.count + (selection.targets.contains { kinds[$0] == .both } ? 1 : 0)
  }

  /// Whether a column of the file is stated to be one of texts.
  func isText(_ column: Int) -> Bool {
    zip(selection.inputs, sections).contains {
      $0 == column && [.categorical, .boolean].contains($1.type)
    }
  }
}
