import Spec

/// What a trace is written as.
package enum TraceFormat: String, CaseIterable, Sendable {
  case text
  case markdown
  case json
  case html
}

extension Trace {
  /// The trace as a document.
  /// - Parameters:
  ///   - width: the columns of a terminal, at which text is broken; nil for lines of any length.
  ///   - isStyled: whether text has bold headings, by a terminal's codes.
  package func text(as format: TraceFormat, width: Int? = nil, isStyled: Bool = false) -> String {
    switch format {
    case .text: TraceText(TraceOutline(self), width: width, isStyled: isStyled).text
    case .markdown: TraceMarkdown(TraceOutline(self)).text
    case .json: json.onManyLines
    case .html: TracePage(self).text
    }
  }
}
