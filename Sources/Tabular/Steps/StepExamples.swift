package import System

/// What a network gets at once of a table whose rows are steps: some rows as inputs, one for the target.
package struct StepExample: Hashable, Sendable {
  /// Which places of a `StepOrder` its inputs stand at, the last step last.
  package let steps: Range<Int>
  /// The row that it is called by: the last one of a sequence or of a window.
  package let row: Int
  /// The row whose target it predicts; nil where the table ends before that.
  package let target: Int?

  package init(steps: Range<Int>, row: Int, target: Int?) {
    self.steps = steps
    self.row = row
    self.target = target
  }
}

/// The rows of a table group by group, those of a group in the order of time.
package struct StepOrder: Sendable {
  /// Rows of the table.
  package let rows: [Int]
  /// Places of `rows`, the groups in the order in which they first appear.
  package let groups: [Range<Int>]

  /// Two rows of a group at one time.
  package struct Tie: Error, Equatable {
    package let row: Int
    package let earlier: Int

    package init(row: Int, earlier: Int) {
      self.row = row
      self.earlier = earlier
    }
  }

  /// - Parameters:
  ///   - ids: of each row what it has in common with the others of its group.
  ///   - times: of each row what its group is ordered by; no two rows of a group have the same.
  /// - Throws: the first row, in the table's order, that has the time of an earlier one.
  package init<ID: Hashable, Time: Comparable>(ids: [ID], times: [Time]) throws(Tie) {
    var ties: [Tie] = []
    self.init(ids: ids, times: times, ties: &ties)
    if let tie = ties.min(by: { $0.row < $1.row }) { throw tie }
  }

  /// - Parameters:
  ///   - ids: as above; a row with nil is in no group.
  ///   - ties: gets the rows that have the time of another, which comes before them in the table.
  init<ID: Hashable, Time: Comparable>(ids: [ID?], times: [Time], ties: inout [Tie]) {
    var numbers: [ID: Int] = [:]
    var counts: [Int] = []
    let numbered: [Int?] = ids.map { id in
      guard let id else { return nil }
      let number = numbers[id] ?? counts.count
      if number == counts.count {
        numbers[id] = number
        counts.append(0)
      }
      counts[number] += 1
      return number
    }
    var next = 0
    var groups = counts.map { count in
      defer { next += count }
      return next..<next
    }
    var rows = [Int](repeating: 0, count: next)
    for (row, number) in numbered.enumerated() {
      guard let number else { continue }
      let end = groups[number].upperBound
      rows[end] = row
      groups[number] = groups[number].lowerBound..<end + 1
    }
    for group in groups {
      // Tables are nearly always written in order.
      if !group.dropFirst().allSatisfy({ times[rows[$0 - 1]] < times[rows[$0]] }) {
        rows[group].sort { times[$0] == times[$1] ? $0 < $1 : times[$0] < times[$1] }
      }
      for place in group.dropFirst() where times[rows[place - 1]] == times[rows[place]] {
        let (one, other) = (rows[place - 1], rows[place])
        ties.append(Tie(row: max(one, other), earlier: min(one, other)))
      }
    }
    self.rows = rows
    self.groups = groups
  }

  // MARK: Sequences

  /// An example for each group.
  package struct Sequences {
    package var examples: [StepExample] = []
    /// How many groups have more steps than there is room for, and the first left out row of the first.
    package var cut = 0
    package var firstCut: Int?
  }

  /// Makes an example of each group: its last steps, and the target of its last row.
  /// - Parameters:
  ///   - isBlank: whether all inputs of a row are missing. Where that is so of a group's last rows, they are
  ///     masked; a group without any other is no sequence.
  ///   - leftOut: the numbers of groups that are not wanted.
  package func sequences(
    steps most: Int, isBlank: [Bool], without leftOut: Set<Int> = []
  ) -> Sequences {
    var found = Sequences()
    for (number, group) in groups.enumerated() where !leftOut.contains(number) {
      let last = rows[group.upperBound - 1]
      guard let lastStep = group.last(where: { !isBlank[rows[$0]] }) else { continue }
      let first = max(group.lowerBound, lastStep + 1 - most)
      if first > group.lowerBound {
        found.cut += 1
        found.firstCut = found.firstCut ?? rows[group.lowerBound]
      }
      found.examples.append(StepExample(steps: first..<lastStep + 1, row: last, target: last))
    }
    return found
  }

  // MARK: Windows

  /// The windows of a table, and how many rows are the last one of none.
  package struct Windows {
    package var examples: [StepExample] = []
    /// Rows with too few before them.
    package var short = 0
    /// Rows of which some before them, or the target's, are in another part, or in none.
    package var crossing = 0
    /// Rows with a faulty one among their steps, and the first of the faulty ones.
    package var faulty = 0
    package var firstFaulty: Int?
  }

  /// Makes a window of each row and those before it in its group, in the order of the table.
  /// - Parameters:
  ///   - parts: of each row the part that it is in; a window lies wholly in one, from its first step to
  ///     its target. Nil where all are one.
  ///   - isFaulty: whether a row only keeps its place, so that it is a step of no window; none where empty.
  package func windows<Part: Equatable>(
    steps: Int, horizon: Int, parts: [Part?]?, isFaulty: [Bool] = []
  ) -> Windows {
    var found = Windows()
    for group in groups {
      // The places around the one at hand whose rows are in its part.
      var run = group.lowerBound..<group.lowerBound
      // The place of the last faulty row.
      var fault = -1
      for place in group {
        if let parts, place == run.upperBound {
          let part = parts[rows[place]]
          let end = group[place...].first { parts[rows[$0]] != part } ?? group.upperBound
          run = place..<end
        }
        if !isFaulty.isEmpty, isFaulty[rows[place]] { fault = place }
        if place - group.lowerBound < steps - 1 {
          found.short += 1
          continue
        }
        let target = place + horizon < group.upperBound ? place + horizon : nil
        let first = place + 1 - steps
        if let parts {
          let isWhole = run.contains(first) && run.contains(target ?? place)
          if parts[rows[place]] == nil || !isWhole {
            found.crossing += 1
            continue
          }
        }
        if fault >= first {
          found.faulty += 1
          found.firstFaulty = found.firstFaulty ?? rows[fault]
          continue
        }
        found.examples.append(
          StepExample(steps: first..<place + 1, row: rows[place], target: target.map { rows[$0] }))
      }
    }
    found.examples.sort { $0.row < $1.row }
    return found
  }

  // MARK: Matrices

  /// The inputs of examples.
  ///
  /// - Parameters:
  ///   - rows: [rows, features], the encoded rows of the table.
  ///   - steps: how many steps an example has room for; those that it lacks are 0.
  ///   - hasLengths: whether a column behind the steps holds how many of them there are.
  /// - Returns: [examples, steps · features], or one column more; features run fastest.
  /// - Throws: `configuration` where the matrix cannot fit in memory.
  package func inputs<Scalar: TableScalar>(
    of examples: [StepExample], _ encoded: Matrix<Scalar>, steps: Int, hasLengths: Bool,
    threads: Int
  ) throws(Failure) -> Matrix<Scalar> {
    let features = encoded.columns
    let inputs = try Matrix<Scalar>(
      rows: examples.count, columns: steps * features + (hasLengths ? 1 : 0))
    inPieces(of: 1024, count: examples.count, threads: threads) { _, piece in
      for index in piece {
        write(examples[index], encoded, steps: steps, hasLengths: hasLengths, to: inputs.row(index))
      }
    }
    return inputs
  }

  /// Writes the inputs of one example, of which the steps that it lacks are 0 already.
  private func write<Scalar: TableScalar>(
    _ example: StepExample, _ encoded: Matrix<Scalar>, steps: Int, hasLengths: Bool,
    to inputs: UnsafeMutablePointer<Scalar>
  ) {
    let features = encoded.columns
    var next = inputs
    for place in example.steps {
      next.update(from: encoded.row(rows[place]), count: features)
      next += features
    }
    if hasLengths { inputs[steps * features] = Scalar(Double(example.steps.count)) }
  }
}
