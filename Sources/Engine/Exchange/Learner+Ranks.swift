/// What ranks that train a network together do beside updates. Every rank must call it.
extension Learner {
  /// Gives all ranks the state of rank 0.
  /// - Parameter step: the updates that were made there.
  package func spreadState(step: Int) {
    sharedUpdate?.spreadState()
    self.step = step
  }

  /// Gives rank 0 the optimizer's slots, of which each rank has its slice.
  package func collectSlots() { sharedUpdate?.collectSlots() }

  /// What shared updates have cost so far.
  package var sharingCosts: SharingCosts { sharedUpdate?.costs ?? SharingCosts() }
}
