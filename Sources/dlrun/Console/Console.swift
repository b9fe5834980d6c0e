import Drawing
import Glibc
import System
import Training

/// Standard error: messages, and in a terminal one line that is redrawn.
///
/// Invariant: `line` is used under the lock.
final class Console: @unchecked Sendable {
  /// Whether a line can be redrawn.
  let isTerminal: Bool
  /// Whether another rank says what there is to say.
  private let isSilent: Bool
  private let lock = Lock()
  /// Whether the redrawn line is on the screen.
  private var showsLine = false

  init(isSilent: Bool) {
    self.isSilent = isSilent
    func isSet(_ name: String) -> Bool { getenv(name).map { $0.pointee != 0 } ?? false }
    let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? false
    isTerminal = isatty(STDERR_FILENO) == 1 && !isSet("NO_COLOR") && !isDumb
  }

  /// Prints a note on a line of its own, whatever is named in it.
  func note(_ text: String) { print(text.shown) }

  /// Prints a message on lines of its own, with control characters shown.
  func print(_ message: String) {
    lock.withLock {
      write((showsLine ? Self.erasing : "") + Self.wrapped(message.shownLines) + "\n")
      showsLine = false
    }
  }

  /// Prints lines that end with a newline each.
  func print(table text: String) { print(String(text.dropLast())) }

  /// Replaces the redrawn line, cut at the terminal's width.
  func redraw(_ line: String) {
    lock.withLock {
      write(Self.erasing + String(line.prefix(width - 1)))
      showsLine = true
    }
  }

  /// Ends the redrawn line, which stays.
  func endLine() {
    lock.withLock {
      if showsLine { write("\n") }
      showsLine = false
    }
  }

  /// Prints a last message, unless standard error is stuck. Nothing can be printed after it.
  func interrupt(_ message: String) {
    guard lock.take(within: 100) else { return }
    var request = pollfd(fd: STDERR_FILENO, events: Int16(POLLOUT), revents: 0)
    guard poll(&request, 1, 0) > 0 else { return }
    write((showsLine ? "\n" : "") + message + "\n")
  }

  /// In a terminal, lines that are too long for it are broken between words.
  private static func wrapped(_ text: String) -> String {
    guard let width = width(of: STDERR_FILENO) else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in
        let indentation = line.prefix { $0 == " " } + "  "
        return line.wrapped(to: width, indentation: String(indentation)).joined(separator: "\n")
      }.joined(separator: "\n")
  }

  private static let erasing = "\r\u{1B}[K"

  /// What cannot be written cannot be told of either.
  private func write(_ text: String) {
    if isSilent { return }
    _ = Array(text.utf8).withUnsafeBytes { writeAll($0, to: STDERR_FILENO) }
  }

  /// The columns of the terminal, or 80.
  var width: Int { Self.width(of: STDERR_FILENO) ?? 80 }

  /// Whether a line has room; outside of a terminal every line has.
  func fits(_ line: String) -> Bool {
    Self.width(of: STDERR_FILENO).map { line.count < $0 } ?? true
  }

  /// What goes to standard output for other programs, such as a path or CSV: as it is, in a terminal with
  /// control characters shown.
  static func output(_ text: String) -> String {
    isatty(STDOUT_FILENO) == 1 ? text.shownLines : text
  }

  /// The columns of the terminal that shows standard output; nil where it is none.
  static var outputWidth: Int? { width(of: STDOUT_FILENO) }

  private static func width(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return nil }
    return Int(size.ws_col)
  }
}
