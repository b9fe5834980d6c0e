import ArgumentParser
import System

/// Epochs with commas between: `0,1,10`.
struct EpochList: ExpressibleByArgument {
  let epochs: [Int]

  init?(argument: String) {
    let parts = argument.parts(at: ",")
    let numbers = parts.compactMap { Int($0) }.filter { $0 >= 0 }
    guard numbers.count == parts.count else { return nil }
    epochs = numbers
  }
}
