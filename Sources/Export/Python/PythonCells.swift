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
    let needed = Set(model.neededColumns)
    for (number, column) in model.columns.enumerated() {
      let reading = reading(of: column)
      lines.append(
        needed.contains(number)
          ? "    present(\(column.name.quoted), \(reading))," : "    \(reading),")
    }
    lines += ["], axis=1)", "count = len(cells)"]
    for sequence in model.sequences {
      lines.append(
        "need_steps(\(sequence.name.quoted), cells[:, \(slice(sequence.needed))])")
    }
    for (column, step) in model.neededInSteps {
      lines.append(
        "present(\(model.columns[column].name.quoted), np.where(np.isnan(cells[:, \(slice(step))]).all(axis=1), 0, cells[:, \(column)]))"
      )
    }
    var cells = ArrayCode(model.whole.cells, prefix: "c") {
      if case .data = $0 { "cells" } else { nil }
    }
    let inputs = try cells.array(of: model.whole.inputs)
    return lines + cells.lines
      + ["inputs = \(inputs).astype(\(NumPy.type(isSingle: model.isSingle)))"]
  }

  /// The statement that says which numbers are beyond the network's precision.
  static func limit(_ model: ExportedModel) -> String {
    "LIMIT = float(\"\(model.cellLimit)\")\n"
  }

  private static func slice(_ range: Range<Int>) -> String {
    "\(range.lowerBound):\(range.upperBound)"
  }

  private static func reading(of column: ExportedColumn) -> String {
    let missing = "{\((column.missing + [""]).map(\.quoted).joined(separator: ", "))}"
    let cells = "columns[\(column.name.quoted)], \(missing)"
    switch column.kind {
    case .decimal: return "decimals(\(column.name.quoted), \(cells))"
    case .boolean: return "booleans(\(column.name.quoted), \(cells))"
    case .category(let encoding, let other):
      return
        "places(\(cells), [\(encoding.values.map(\.quoted).joined(separator: ", "))], \(other), \(encoding.mergesNumbers ? "True" : "False"))"
    case .number(let format):
      let pattern = CellPatterns.number(format).quoted
      return
        "numerals(\(column.name.quoted), \(cells), \(pattern), \(format.prefix.quoted), \(format.suffix.quoted), \(format.parentheses ? "True" : "False"))"
    case .date(let format):
      return
        "dates(\(column.name.quoted), \(cells), \(CellPatterns.date(format, group: "?P").quoted))"
    }
  }

  /// The functions that the statements call.
  static let functions = #"""

    NUMBER = re.compile("[-+\u2212]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+\u2212]?[0-9]+)?")
    BLANKS = " \t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u202f\u3000\ufeff"


    def texts(cells, missing):
        """The texts of cells; None for missing ones."""
        found = [None if cell is None or cell != cell else normal(str(cell).strip(BLANKS)) for cell in cells]
        missing = {normal(word) for word in missing}
        # A word that is a number may be spelled in another way.
        numbers = {plain(word) for word in missing} - {None}
        return [None if text is None or text in missing or plain(text) in numbers else text for text in found]


    def normal(text):
        """A text in the Unicode form in which equivalent texts are equal."""
        return unicodedata.normalize("NFC", text)


    def decimal(text):
        """A text as a decimal number; None if it is not one."""
        return float(text.replace("\u2212", "-")) if NUMBER.fullmatch(text) else None


    def plain(text):
        """The same, but None for codes of digits with leading zeros."""
        return None if re.fullmatch("0[0-9]+", text) else decimal(text)


    def values(name, cells, missing, reading, expectation):
        """Texts read as numbers; nan for missing ones."""
        found = []
        for row, text in enumerate(texts(cells, missing)):
            number = np.nan if text is None else reading(text)
            if number is None or abs(number) >= LIMIT:
                raise ValueError(f"column {name}: row {row + 1} holds {text!r}, expected {expectation}")
            found.append(number)
        return np.array(found, float)


    def present(name, values):
        """The numbers of cells that must not be missing."""
        if np.isnan(values).any():
            raise ValueError(f"column {name}: row {int(np.isnan(values).argmax()) + 1} has no cell, expected one")
        return values


    def need_steps(name, cells):
        """Refuses rows whose sequence has none of these cells."""
        lacks = np.isnan(cells).all(axis=1)
        if lacks.any():
            raise ValueError(f"sequence {name}: row {int(lacks.argmax()) + 1} has too few steps")


    def decimals(name, cells, missing):
        return values(name, cells, missing, decimal, "a decimal number")


    def booleans(name, cells, missing):
        words = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0}

        def reading(text):
            number = words.get(text.lower(), decimal(text))
            return number if number in (0, 1) else None

        return values(name, cells, missing, reading, "true or false")


    def numerals(name, cells, missing, pattern, prefix, suffix, parentheses):
        """Numbers as people write them."""

        def reading(text):
            is_negative = None
            for turn in range(2):
                if is_negative is None and text[:1] in ("+", "-", "\u2212"):
                    is_negative = text[0] != "+"
                    text = text[1:].strip(BLANKS)
                if parentheses and is_negative is None and len(text) > 2 and text[0] + text[-1] == "()":
                    is_negative = True
                    text = text[1:-1].strip(BLANKS)
                if turn == 0:
                    if prefix and text.startswith(prefix):
                        text = text[len(prefix) :].strip(BLANKS)
                    if suffix and text.endswith(suffix):
                        text = text[: -len(suffix)].strip(BLANKS)
            match = re.fullmatch(pattern, text)
            if not match or not (match[1] or match[2]):
                return None
            digits = re.sub("[^0-9]", "", match[1]) + "." + (match[2] or "")
            number = float(digits + "e" + (match[3] or "0").replace("\u2212", "-"))
            return -number if is_negative else number

        return values(name, cells, missing, reading, "a number as in training")


    def dates(name, cells, missing, pattern):
        """Days since 1970-01-01."""
        return values(name, cells, missing, lambda text: days(re.fullmatch(pattern, text)), "a date as in training")


    def days(match):
        if not match:
            return None
        parts = match.groupdict()

        def number(name, otherwise=0):
            return int(parts[name]) if parts.get(name) else otherwise

        year = number("year")
        if "short" in parts:
            year = number("short") + (2000 if number("short") < 69 else 1900)
        month, day = number("month", 1) if "month" in parts else 1, number("day", 1)
        is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        lengths = [31, 29 if is_leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        if "name" in parts:
            names = "january february march april may june july august september october november december".split()
            name = parts["name"].lower()
            found = [place for place, long in enumerate(names)
                if name == long or name == long[:3] or name == "sept" and long[:4] == name]
            if not found:
                return None
            month = found[0] + 1
        if "number" in parts:
            month, day = 1, number("number")
            lengths[0] = sum(lengths)
        if not 1 <= month <= 12 or not 1 <= day <= lengths[month - 1]:
            return None
        # Years begin in March, so that the odd day is the last one.
        shifted = year - 1 if month <= 2 else year
        era, year_of_era = divmod(shifted, 400)
        day_of_year = (153 * (month - 3 if month > 2 else month + 9) + 2) // 5 + day - 1
        count = era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719468
        hour, minute, second = number("hour"), number("minute"), number("second")
        if "hour" not in parts and "half" not in parts:
            return float(count)
        if "half" in parts:
            if not 1 <= number("half") <= 12:
                return None
            hour = number("half") % 12 + (12 if parts["noon"] in "Pp" else 0)
        # Beyond 15 digits a number has none to add.
        digits = (parts.get("fraction") or "")[:15]
        fraction = int(digits or "0") / 10 ** len(digits)
        hours, minutes = number("hours"), number("minutes")
        offset = (hours * 3600 + minutes * 60) * (-1 if parts.get("sign") == "-" else 1)
        is_end = hour == 24 and minute == 0 and second == 0 and fraction == 0
        if (hour >= 24 and not is_end) or minute >= 60 or second > 60 or hours >= 24 or minutes >= 60:
            return None
        seconds = count * 86400 + hour * 3600 + minute * 60 + second - offset
        if second == 60 and seconds % 86400 != 0:
            return None
        return (seconds + fraction) / 86400


    def date_part(x, part):
        """The year, month, day of the week or hour of days since 1970-01-01."""
        is_day = np.isfinite(x) & (np.abs(x) < 1e8)
        x = np.where(is_day, x, 0)
        number = np.floor(x).astype(int)
        if part == "weekday":
            result = (number + 3) % 7
        elif part == "hour":
            result = np.floor((x - number) * 86400e4 + 0.5) / 3600e4
        else:
            shifted = number + 719468
            era, day_of_era = shifted // 146097, shifted % 146097
            year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
            day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
            from_march = (5 * day_of_year + 2) // 153
            month = np.where(from_march < 10, from_march + 3, from_march - 9)
            result = month if part == "month" else year_of_era + era * 400 + (month <= 2)
        return np.where(is_day, result, 0).astype(float)


    def place_in_period(x, start, length):
        turns = 2 * np.pi * (x - start) / length
        return np.concatenate([np.sin(turns), np.cos(turns)], axis=1)


    def normal_quantile(x, quantiles, least, centre, tail):
        """The normal distribution's quantile of the share of training rows below numbers."""
        quantiles = np.array(quantiles)
        last = len(quantiles) - 1
        first = np.searchsorted(quantiles, x)
        behind = np.searchsorted(quantiles, x, side="right")
        at = np.clip(first, 1, last)
        low, high = quantiles[at - 1], quantiles[at]
        with np.errstate(all="ignore"):
            between = (at - 1 + (x / 2 - low / 2) / (high / 2 - low / 2)) / last
        share = np.where(behind > first, (first + behind - 1) / (2 * last), between)
        share = np.where(x <= quantiles[0], 0, np.where(x >= quantiles[last], 1, share))
        share = np.clip(share, least, 1 - least)
        distance = share - 0.5
        r = 0.180625 - distance * distance
        near = distance * np.polyval(centre[0], r) / np.polyval(centre[1], r)
        r = np.sqrt(-np.log(np.where(distance < 0, share, 1 - share))) - 1.6
        return np.where(np.abs(distance) <= 0.425, near, np.sign(distance) * np.polyval(tail[0], r) / np.polyval(tail[1], r))


    def whole(text):
        """A text as a whole number; None if it is not one."""
        number = plain(text)
        return number if number is not None and number.is_integer() else None


    def places(cells, missing, known, other, merges_numbers):
        """The indices of texts among the known categories."""
        by_text = {normal(text): place for place, text in enumerate(known)}
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
        """How many steps of so many cells each row has before the missing ones."""
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
