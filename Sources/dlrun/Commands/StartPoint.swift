import ArgumentParser
import System

/// A place on a surface: `1,1`.
struct StartPoint: ExpressibleByArgument {
  let x: Double
  let y: Double

  init?(argument: String) {
    let parts = argument.parts(at: ",")
    guard parts.count == 2, let x = Double(parts[0]), let y = Double(parts[1]), x.isFinite,
      y.isFinite
    else { return nil }
    (self.x, self.y) = (x, y)
  }
}
