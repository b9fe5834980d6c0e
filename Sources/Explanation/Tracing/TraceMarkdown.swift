import Drawing

/// A trace as Markdown: headings, and formulas as code.
struct TraceMarkdown {
  let text: String

  init(_ outline: TraceOutline) {
    var text = "# Backpropagation step by step\n\n\(outline.title)\n"
    for (heading, sections) in outline.steps {
      text += "\n## \(heading)\n"
      for section in sections {
        text += "\n### \(section.title)\n"
        for item in section.items {
          text += "\n**`\(item.heading)`** \(item.note.markdown)\n\n"
          text += "```\n" + item.lines.map { $0 + "\n" }.joined() + "```\n"
        }
      }
    }
    self.text = text
  }
}
