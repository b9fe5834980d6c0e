/// A named part that stands for a choice: an optimizer, activation, loss, initializer or regularizer.
package protocol Component: Declared {
  /// The name in the configuration.
  static var name: String { get }
  /// One line on what it is.
  static var meaning: String { get }
}
