import Engine
import Spec
import System
import Tabular
import Training

/// A model as one file of Python that needs NumPy alone.
struct PythonExport {
  private(set) var text: String

  /// - Throws: `configuration` where the model has something that the file cannot express.
  init(_ model: ExportedModel) throws(Failure) {
    let whole = model.whole
    let type = model.isSingle ? "float32" : "float64"
    var text = Self.head
    text += "DELIMITER = \(model.delimiter.quoted)\n"
    text += PythonCells.limit(model)
    text += "NAMES = [\(whole.names.map(\.quoted).joined(separator: ", "))]\n"
    if let classes = model.encoder.classes?.names {
      text += "CLASSES = [\(classes.map(\.quoted).joined(separator: ", "))]\n"
    }
    text += "\n"
    let used = model.usedLeaves
    for value in model.layers.graph.values {
      let shape = model.layers.graph.shape(value)
      func array(_ name: String, _ elements: [Double]) -> String {
        "\(name) = numbers(\(Self.base64(elements, isSingle: model.isSingle).quoted), \(type.quoted)).reshape(\(shape.rowCount(batch: 1)), \(shape.columns))\n"
      }
      switch model.layers.graph[value].source {
      case .parameter(let number) where used.parameters.contains(number):
        text += array("parameter_\(number)", model.parameters[number])
      case .state(let number) where used.states.contains(number):
        text += array("state_\(number)", model.states[number])
      default: break
      }
    }
    text += PythonCells.functions + Self.functions
    text += "\n\ndef predict(columns):\n"
    text +=
      "    \"\"\"Lists by answer for lists by column, of texts or numbers; None, nan and texts for missing cells.\"\"\"\n"
    let cells = try PythonCells.statements(model)
    var layers = ArrayCode(model.layers.graph, prefix: "v") { source in
      switch source {
      case .data(0): "inputs"
      case .parameter(let number): "parameter_\(number)"
      case .state(let number): "state_\(number)"
      default: nil
      }
    }
    let outputs = try layers.array(of: model.layers.decisions)
    var decisions = ArrayCode(whole.decisions, prefix: "d") {
      if case .data = $0 { "decisions" } else { nil }
    }
    var answers: [String] = []
    for (index, answer) in whole.answers.enumerated() {
      let (value, column) = answer.place
      let array = "\(try decisions.array(of: value))[:, \(column)]"
      switch answer {
      case .label: answers.append("[CLASSES[i] for i in \(array)]")
      case .number where model.encoder.targetScales != nil: answers.append("\(array).tolist()")
      case .number, .probability: answers.append("list(\(array).astype(\(type.quoted)))")
      }
      answers[index] = "NAMES[\(index)]: \(answers[index])"
    }
    let lines =
      cells + layers.lines
      + ["decisions = np.broadcast_to(\(outputs), (count, \(model.network.outputs))).astype(float)"]
      + decisions.lines + ["answers = {"] + answers.map { "    \($0)," } + ["}"]
    text += lines.map { "    \($0)\n" }.joined()
    text += "    return answers\n"
    text += Self.tail
    self.text = text
  }

  /// The bytes of numbers, the last ones first, in base 64.
  private static func base64(_ numbers: [Double], isSingle: Bool) -> String {
    let bytes = numbers.flatMap { number in
      isSingle
        ? withUnsafeBytes(of: Float(number).bitPattern.littleEndian) { Array($0) }
        : withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) }
    }
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = (0..<3).reduce(0) {
        $0 << 8 | Int(start + $1 < bytes.count ? bytes[start + $1] : 0)
      }
      for place in 0..<4 {
        text.append(
          place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static let head = #"""
    """A dlrun model, which only needs NumPy.

    python model.py rows.csv prints an answer for each row of a CSV file; predict() gives them for lists by column.
    """

    import base64
    import csv
    import re
    import sys
    import unicodedata

    import numpy as np


    def numbers(text, kind):
        """The numbers whose bytes are encoded in base 64."""
        return np.frombuffer(base64.b64decode(text), np.dtype(kind).newbyteorder("<")).astype(kind)



    """#

  private static let functions = #"""


    def softmax(x):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)


    def erf(x):
        """The error function: its series near 0, the continued fraction of its complement further out."""
        size = np.abs(np.asarray(x, float))
        near = np.minimum(size, 3)
        term = near.copy()
        total = near.copy()
        for n in range(1, 90):
            term = term * 2 * near * near / (2 * n + 1)
            total = total + term
        far = np.maximum(size, 3)
        fraction = np.zeros_like(far)
        for n in range(60, 0, -1):
            fraction = n / 2 / (far + fraction)
        inner = 2 / np.sqrt(np.pi) * np.exp(-near * near) * total
        outer = 1 - np.exp(-far * far) / np.sqrt(np.pi) / (far + fraction)
        return (np.sign(x) * np.where(size < 3, inner, outer)).astype(np.asarray(x).dtype)


    def share(x, kind):
        total = np.zeros((len(x), 1))
        for column in range(x.shape[1]):
            total = (total + x[:, column : column + 1]).astype(kind).astype(float)
        parts = np.where(total == 0, 1 / x.shape[1], x / np.where(total == 0, 1, total))
        return parts.astype(kind).astype(float)


    def windows(x, height, width, channels, padding, lengths=None):
        """The elements of windows: [rows, positions, positions, elements, elements, channels], and whether they are there."""
        image = x.reshape(len(x), height[0], width[0], channels)
        places = []
        for extent, kernel, stride, dilation, before, positions in (height, width):
            places.append(np.arange(positions)[:, None] * stride - before + np.arange(kernel)[None, :] * dilation)
        rows, columns = places[0][:, None, :, None], places[1][None, :, None, :]
        end = width[0] if lengths is None else lengths.reshape(-1, 1, 1, 1, 1)
        inside = ((rows >= 0) & (rows < height[0]) & (columns >= 0))[None] & (columns[None] < end)
        rows, columns = np.clip(rows, 0, height[0] - 1), np.clip(columns, 0, width[0] - 1)
        return np.where(inside[..., None], image[:, rows, columns, :], padding), inside


    def convolution(x, weights, height, width, channels, filters, groups):
        elements, _ = windows(x, height, width, channels, 0)
        size, depth = filters // groups, channels // groups
        results = []
        for group in range(groups):
            part = elements[..., group * depth : (group + 1) * depth]
            own = weights[group * size : (group + 1) * size].reshape(size, depth, height[1], width[1])
            results.append(np.einsum("nyxpqc,fcpq->nyxf", part, own, optimize=True))
        return np.concatenate(results, axis=3).reshape(len(x), -1).astype(x.dtype)


    def maximum(x, height, width, channels, lengths=None):
        elements, inside = windows(x, height, width, channels, -np.inf, lengths)
        greatest = elements.max(axis=(3, 4))
        return np.where(inside.any(axis=(3, 4))[..., None], greatest, 0).reshape(len(x), -1).astype(x.dtype)


    def mean(x, height, width, channels, lengths=None):
        elements, inside = windows(x, height, width, channels, 0, lengths)
        count = np.maximum(inside.sum(axis=(3, 4)), 1)[..., None]
        return (elements.sum(axis=(3, 4)) / count).reshape(len(x), -1).astype(x.dtype)

    """#

  private static let tail = #"""


    def main():
        with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=DELIMITER, strict=True)
            header = [name.strip(" \t") for name in next(reader, [])]
            if len(set(header)) < len(header) or not header:
                raise SystemExit(f"{sys.argv[1]}: expected a header of columns of different names")
            # A blank line is a missing cell where there is one column alone.
            rows = [row or [""] for row in reader if row or len(header) == 1]
        for number, row in enumerate(rows):
            if len(row) != len(header):
                raise SystemExit(f"{sys.argv[1]}: row {number + 1} has {len(row)} cells, expected {len(header)}")
        if not rows:
            raise SystemExit(f"{sys.argv[1]}: no rows after the header")
        answers = predict({name: [row[place] for row in rows] for place, name in enumerate(header)})
        writer = csv.writer(sys.stdout, delimiter=DELIMITER, lineterminator="\n")
        writer.writerow(NAMES)
        writer.writerows(zip(*[answers[name] for name in NAMES]))


    if __name__ == "__main__":
        main()

    """#
}
