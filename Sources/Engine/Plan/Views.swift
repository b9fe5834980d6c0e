/// Where a value lies that is not computed: it is read in the place of another, reshaped or some of its
/// columns.
struct View: Sendable {
  /// The value in whose place it lies, which is no view itself.
  let root: Value
  /// The elements from the root's first to the view's first, the same in each tile of some rows.
  let offset: Int
  /// The elements from one row of the view to the next.
  let stride: Int
}

/// The values of a computation that are read in the place of others.
struct Views: Sendable {
  private let views: [Value: View]
  private let graph: Graph

  /// - Parameter isConstant: for each value whether it is computed when the plan is made.
  init(_ computation: Computation, needed: [Value], isConstant: [Bool]) {
    let graph = computation.graph
    // Gradients have places of their own; what is copied into a state must not lie in one.
    let places = Set(computation.parameterGradients + computation.stateUpdates.map(\.value))
    let outputs = Set(computation.outputs)
    var views: [Value: View] = [:]
    for value in needed where !isConstant[value.index] && !places.contains(value) {
      guard case .operation(let operation, let inputs) = graph[value].source, inputs.count == 1,
        let input = inputs.first
      else { continue }
      let base = views[input] ?? View(root: input, offset: 0, stride: graph.shape(input).columns)
      guard let place = operation.view(of: graph.shape(input), stride: base.stride) else {
        continue
      }
      if outputs.contains(value) {
        // It is read from outside, without gaps, when its root may be updated already.
        guard place.stride == graph.shape(value).columns, graph[base.root].isComputed else {
          continue
        }
      }
      views[value] = View(
        root: base.root, offset: base.offset + place.offset, stride: place.stride)
    }
    self.views = views
    self.graph = graph
  }

  subscript(value: Value) -> View? { views[value] }

  /// The value in whose place a value lies: often itself.
  func root(of value: Value) -> Value { views[value]?.root ?? value }

  /// Whether the elements of a value lie side by side where its root's do.
  func isContiguous(_ value: Value) -> Bool {
    views[value].map { $0.stride == graph.shape(value).columns } ?? true
  }
}
