import Engine
import Spec
import System
import Tabular
import Training

/// What makes a network's inputs of columns of cells, as code that needs NumPy alone: exports to Python and to PyTorch
/// share it.
enum PythonCells {
  /// Statements behind which `inputs` has the inputs of the rows of `columns`, [rows, inputs], and `count` their number.
  /// - Throws: `configuration` where the model has something that they cannot express.
  static func statements(_ model: ExportedModel) throws(Failure) -> [String] {
    var lines = ["cells = np.stack(["]
    for column in model.columns {
      let reading = try reading(of: column)
      lines.append(
        column.refusesMissing
          ? "    present(\(column.name.quoted), \(reading))," : "    \(reading),")
    }
    lines += ["], axis=1)", "count = len(cells)"]
    var cells = ArrayCode(model.whole.cells, prefix: "c") {
      if case .data = $0 { "cells" } else { nil }
    }
    let inputs = try cells.array(of: model.whole.inputs)
    return lines + cells.lines
      + ["inputs = \(inputs).astype(\(NumPy.type(isSingle: model.isSingle)))"]
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

  /// The functions that the statements call.
  static let functions = #"""

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

    """#
}
