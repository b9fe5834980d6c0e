package import System

/// A part of the configuration, declared once: reading, checking, defaults, writing and
/// documentation all come from its fields.
package protocol Declared: Sendable {
  /// The part with all defaults.
  init()

  /// The keys, in the order in which they are written.
  static var fields: [Field<Self>] { get }

  /// Checks that concern several fields. Runs once the fields are read; a check must first ask
  /// whether the fields it looks at `areSound`.
  func check(_ reading: inout Reading)
}

extension Declared {
  package func check(_ reading: inout Reading) {}

  /// The fields without their Swift types.
  package static var descriptions: [FieldDescription] { fields.map(\.description) }

  /// The value as a JSON object, defaults included.
  package var written: JSONValue { JSONValue(.object(members)) }

  var members: [JSONMember] {
    Self.fields.compactMap { field in
      guard let value = field.write(self) else { return nil }
      // A part of which nothing is stated says nothing.
      if case .object = field.shape, value.members?.isEmpty ?? false { return nil }
      return JSONMember(field.description.key, value)
    }
  }

  /// Reads and checks a value, and reports all its faults at once.
  ///
  /// - Parameters:
  ///   - json: The object to be read.
  ///   - defaults: The values of fields that are left out.
  ///   - title: What the object is, for messages.
  ///   - known: Faults found before, to be reported together with those found here.
  ///   - status: The exit code of a fault.
  package static func read(
    _ json: JSONValue, defaults: Self = Self(), title: String = "the configuration",
    known: [Diagnostic] = [], status: ExitStatus = .configuration
  ) throws(Failure) -> Checked<Self> {
    var reading = Reading(title: title, json.location)
    let value = Form.object(Self.self).read(json, defaults, &reading)
    let faults = Diagnostic.sorted(known + reading.faults)
    guard let value, faults.isEmpty else { throw Failure(status, faults) }
    return Checked(value: value, places: reading.places)
  }
}
