import ArgumentParser

/// What becomes of a category that no training row has.
enum UnseenCategory: String, ExpressibleByArgument, CaseIterable {
  case other
  case error
}
