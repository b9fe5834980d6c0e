import Spec
import System

/// A small configuration with a part of every form.
struct Sample: Declared {
  var title = ""
  var epochs = 100
  var rate = 0.1
  var noise: Double?
  var order = Order.sorted
  var draws = true
  var shape: any Figure = Circle()
  var edge: (any Figure)?
  var parts: [Part] = []
  var columns: [String]?

  static let fields: [Field<Self>] = [
    Field("title", \.title, .text("a title"), "what it is called", isRequired: true),
    Field("epochs", \.epochs, .integer(0...2_147_483_647), "passes over the rows"),
    Field("rate", \.rate, .number(.positive), "step size η"),
    Field("noise", \.noise, .number(.zeroToOne), "share of noise"),
    Field("order", \.order, .choice, "order of the rows"),
    Field("draws", \.draws, .boolean, "whether to draw"),
    Field("shape", \.shape, .component(in: figures), "what to draw"),
    Field("edge", \.edge, .component(in: figures), "what to draw at the edge"),
    Field("parts", \.parts, .list(.object()), "the parts"),
    Field("columns", \.columns, .list(.text("the name of a column")), "columns to take"),
  ]
}

struct Part: Declared {
  var width: Int?
  var figure: any Figure = Dot()

  static let fields: [Field<Self>] = [
    Field("width", \.width, .integer(1...100), "its width"),
    Field("figure", \.figure, .component(in: figures), "its figure"),
  ]

  func check(_ reading: inout Reading) {
    if reading.areSound("width", "figure"), figure is Dot, let width, width > 1 {
      reading.fault("width", "a dot has width 1, not \(width)")
    }
  }
}

enum Order: String, CaseIterable {
  case sorted
  case asGiven = "as_given"
}

protocol Figure: Component {}

struct Circle: Figure {
  static let name = "circle"
  static let meaning = "all points at one distance"
  var radius = 1.0
  var turns = 3

  static let fields: [Field<Self>] = [
    Field("radius", \.radius, .number(.positive), "distance from the centre"),
    Field("turns", \.turns, .integer(0...10), "times around"),
  ]
}

struct Dot: Figure {
  static let name = "dot"
  static let meaning = "one point"
  static let fields: [Field<Self>] = []
}

let figures = Registry<any Figure>("figure", [Entry(Circle.self) { $0 }, Entry(Dot.self) { $0 }])

/// Reads a text as the file `a.json`.
func read(_ text: String) throws(Failure) -> Checked<Sample> {
  try Sample.read(JSONReader.read(Array(text.utf8), at: .file("a.json")))
}

/// The messages of what fails, or an empty list.
func messages(_ body: () throws -> Void) -> [String] {
  do {
    try body()
    return []
  } catch let failure as Failure {
    return failure.diagnostics.map(\.description)
  } catch {
    return ["\(error)"]
  }
}
