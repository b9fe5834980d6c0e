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
    text += Self.functions
    text += "\n\ndef predict(columns):\n"
    text +=
      "    \"\"\"Lists by answer for lists by column, of texts or numbers; None, nan and texts for missing cells.\"\"\"\n"
    text += "    cells = np.stack([\n"
    for column in model.columns {
      let reading = try Self.reading(of: column)
      text +=
        column.refusesMissing
        ? "        present(\(column.name.quoted), \(reading)),\n" : "        \(reading),\n"
    }
    text += "    ], axis=1)\n    count = len(cells)\n"
    var cells = ArrayCode(whole.cells, prefix: "c") { if case .data = $0 { "cells" } else { nil } }
    let inputs = try cells.array(of: whole.inputs)
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
      case .number, .probability: answers.append("\(array).astype(\(type.quoted))")
      }
      answers[index] = "NAMES[\(index)]: \(answers[index])"
    }
    let lines =
      cells.lines + ["inputs = \(inputs).astype(\(type.quoted))"] + layers.lines
      + ["decisions = np.broadcast_to(\(outputs), (count, \(model.network.outputs))).astype(float)"]
      + decisions.lines + ["answers = {"] + answers.map { "    \($0)," } + ["}"]
    text += lines.map { "    \($0)\n" }.joined()
    text += "    return answers\n"
    text += Self.tail
    self.text = text
  }

  private static func reading(of column: ExportedColumn) throws(Failure) -> String {
    let missing = "{\((column.missing + [""]).map(\.quoted).joined(separator: ", "))}"
    let cells = "columns[\(column.name.quoted)], \(missing)"
    switch column.kind {
    case .decimal: return "decimals(\(column.name.quoted), \(cells))"
    case .boolean: return "booleans(\(column.name.quoted), \(cells))"
    case .category(let encoding, let other):
      return
        "places(\(cells), [\(encoding.values.map(\.quoted).joined(separator: ", "))], \(other), \(encoding.mergesNumbers ? "True" : "False"))"
    case .number, .date:
      throw Failure(
        .configuration,
        "the column \(column.name.quoted) holds \(column.kindName), which an export to Python cannot read"
      )
    }
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
    """A model of dlrun, which needs NumPy alone.

    python model.py rows.csv prints an answer for each row of a CSV file; predict() gives them for lists by column.
    """

    import base64
    import csv
    import re
    import sys

    import numpy as np


    def numbers(text, kind):
        """The numbers whose bytes are in a text of base 64."""
        return np.frombuffer(base64.b64decode(text), np.dtype(kind).newbyteorder("<")).astype(kind)



    """#

  private static let functions = #"""

    NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")


    def texts(cells, missing):
        """The texts of cells; None for missing ones."""
        found = [None if cell is None or cell != cell else str(cell).strip(" \t") for cell in cells]
        # A word that is a number may be spelled in another way.
        numbers = {plain(word) for word in missing} - {None}
        return [None if text is None or text in missing or plain(text) in numbers else text for text in found]


    def plain(text):
        """The number that a text is, in any spelling without zeros before it; None where it is none."""
        return float(text) if NUMBER.fullmatch(text) and not re.match(r"[+-]?0[0-9]", text) else None


    def present(name, values):
        """The numbers of cells that must be there."""
        if np.isnan(values).any():
            raise ValueError(f"column {name}: row {int(np.isnan(values).argmax()) + 1} has no cell, expected one")
        return values


    def decimals(name, cells, missing):
        values = []
        for text in texts(cells, missing):
            if text is not None and not NUMBER.fullmatch(text):
                raise ValueError(f"column {name}: {text!r} is no decimal number")
            values.append(np.nan if text is None else float(text))
        return np.array(values, float)


    def booleans(name, cells, missing):
        values = []
        for text in texts(cells, missing):
            if text is None:
                values.append(np.nan)
            elif text.lower() in ("true", "yes") or NUMBER.fullmatch(text) and float(text) == 1:
                values.append(1.0)
            elif text.lower() in ("false", "no") or NUMBER.fullmatch(text) and float(text) == 0:
                values.append(0.0)
            else:
                raise ValueError(f"column {name}: {text!r} is neither true nor false")
        return np.array(values, float)


    def whole(text):
        """The whole number that a text is; None where it is none."""
        number = plain(text)
        return number if number is not None and number.is_integer() else None


    def places(cells, missing, known, other, merges_numbers):
        """The places of texts among those that are told apart."""
        by_text = {text: place for place, text in enumerate(known)}
        by_number = {whole(text): place for place, text in enumerate(known)} if merges_numbers else {}
        by_number.pop(None, None)
        values = []
        for text in texts(cells, missing):
            if text is None:
                values.append(np.nan)
            elif text in by_text:
                values.append(by_text[text])
            else:
                values.append(by_number.get(whole(text), other) if merges_numbers else other)
        return np.array(values, float)


    def softmax(x):
        e = np.exp(x - x.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)


    def erf(x):
        """The error function: its series near 0, further out the continued fraction of its complement."""
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


    def bent(z):
        return np.where(np.abs(z) < 1e150, z / np.sqrt(1 + np.clip(z, -1e150, 1e150) ** 2 / 9), 3 * np.sign(z))


    def steps(x, features):
        """How many steps of so many cells each row has before those that are missing."""
        present = ~np.isnan(x)
        last = np.where(present.any(axis=1), x.shape[1] - present[:, ::-1].argmax(axis=1), 0)
        return ((last + features - 1) // features).astype(float)[:, None]


    def normalized(x, places, is_euclidean):
        part = x[:, places]
        greatest = np.abs(part).max(axis=1, keepdims=True)
        unit = np.where(greatest > 0, greatest, 1)
        size = np.abs(part) / unit
        norm = np.sqrt((size**2).sum(axis=1, keepdims=True)) if is_euclidean else size.sum(axis=1, keepdims=True)
        result = x.copy()
        result[:, places] = part / unit / np.where(norm > 0, norm, 1)
        return result


    def monomials(x, pairs, kind):
        columns = list(x.T)
        for parent, factor in pairs:
            columns.append((columns[parent] * columns[factor]).astype(kind).astype(float))
        return np.stack(columns, axis=1)


    def share(x, kind):
        total = np.zeros((len(x), 1))
        for column in range(x.shape[1]):
            total = (total + x[:, column : column + 1]).astype(kind).astype(float)
        parts = np.where(total == 0, 1 / x.shape[1], x / np.where(total == 0, 1, total))
        return parts.astype(kind).astype(float)


    def windows(x, height, width, channels, padding):
        """The elements of windows: [rows, positions, positions, elements, elements, channels]."""
        image = x.reshape(len(x), height[0], width[0], channels)
        places = []
        for extent, kernel, stride, dilation, before, positions in (height, width):
            places.append(np.arange(positions)[:, None] * stride - before + np.arange(kernel)[None, :] * dilation)
        rows, columns = places
        inside = ((rows >= 0) & (rows < height[0]))[:, None, :, None] & ((columns >= 0) & (columns < width[0]))[None, :, None, :]
        rows = np.clip(rows, 0, height[0] - 1)[:, None, :, None]
        columns = np.clip(columns, 0, width[0] - 1)[None, :, None, :]
        return np.where(inside[None, ..., None], image[:, rows, columns, :], padding), inside


    def convolution(x, weights, height, width, channels, filters, groups):
        elements, _ = windows(x, height, width, channels, 0)
        size, depth = filters // groups, channels // groups
        results = []
        for group in range(groups):
            part = elements[..., group * depth : (group + 1) * depth]
            own = weights[group * size : (group + 1) * size].reshape(size, depth, height[1], width[1])
            results.append(np.einsum("nyxpqc,fcpq->nyxf", part, own, optimize=True))
        return np.concatenate(results, axis=3).reshape(len(x), -1).astype(x.dtype)


    def maximum(x, height, width, channels):
        elements, inside = windows(x, height, width, channels, -np.inf)
        greatest = elements.max(axis=(3, 4))
        return np.where(inside.any(axis=(2, 3))[None, ..., None], greatest, 0).reshape(len(x), -1).astype(x.dtype)


    def mean(x, height, width, channels):
        elements, inside = windows(x, height, width, channels, 0)
        count = np.maximum(inside.sum(axis=(2, 3)), 1)[None, ..., None]
        return (elements.sum(axis=(3, 4)) / count).reshape(len(x), -1).astype(x.dtype)

    """#

  private static let tail = #"""


    def main():
        with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter=DELIMITER)
            header = [name.strip(" \t") for name in next(reader)]
            rows = [row for row in reader if row]
        answers = predict({name: [row[place] for row in rows] for place, name in enumerate(header)})
        writer = csv.writer(sys.stdout, delimiter=DELIMITER, lineterminator="\n")
        writer.writerow(NAMES)
        writer.writerows(zip(*[answers[name] for name in NAMES]))


    if __name__ == "__main__":
        main()

    """#
}
