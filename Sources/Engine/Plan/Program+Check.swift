extension Program {
  /// Runs the program as `run` does, on one thread, and fills before each call all memory that holds no
  /// live value with a number that is none. The results are the same if and only if no step reads
  /// what is not, or no longer, there.
  package func runWithDeadMemoryFilled(_ context: StepContext<S>) {
    let layout = plan.layout
    let steps = plan.schedule.steps
    let list = calls[0]
    let scratch = layout.sharedCount..<layout.sharedCount + layout.scratchCount
    withUnsafePointer(to: context) { context in
      var phase = -1
      for (number, step) in list.steps.enumerated() {
        if step.phase > phase {
          phase = step.phase
          fill(0..<layout.sharedCount) { placement in
            guard case .shared = placement.place else { return false }
            return placement.first <= phase && phase <= placement.last
          }
        }
        fill(scratch) { placement in
          guard case .scratch = placement.place else { return false }
          let producer = steps[placement.first]
          return producer.phase == phase && producer.partition == steps[step.number].partition
            && placement.first < step.number && step.number <= placement.last
        }
        list.run(number, context)
      }
    }
  }

  /// Fills a part of the memory, but for the values that are live in it.
  private func fill(_ part: Range<Int>, keeping isLive: (Layout.Placement) -> Bool) {
    var next = part.lowerBound
    let live = plan.layout.placements.values.filter(isLive).sorted { $0.offset < $1.offset }
    for placement in live {
      let start = part.lowerBound + placement.offset
      for index in next..<max(next, start) { memory.start[index] = .nan }
      next = max(next, start + placement.count)
    }
    for index in next..<max(next, part.upperBound) { memory.start[index] = .nan }
  }
}
