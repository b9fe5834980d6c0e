import Glibc

extension CommandLine {
  /// What stands behind the program's name. Any of it may be a path, and hold bytes that are no UTF-8.
  package static var pathTexts: [String] {
    (1..<max(1, Int(argc))).compactMap { number in
      unsafeArgv[number].map {
        FilePath.text(UnsafeRawBufferPointer(start: $0, count: strlen($0)))
      }
    }
  }
}
