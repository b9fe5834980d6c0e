"""Pictures of the gallery: charts as inline SVG, and the program's own pictures in the page's colours.

Colours are CSS variables, so a picture follows the page, or on its own the reader's preference, from light to
dark. A chart is drawn twice, for wide and for narrow windows, so that its text always has the size of the page's.
"""

import html
import math
import re

# The program's colours (Palette.swift), and lighter ones of the same hues for dark grounds.
LIGHT = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"]
DARK = ["#56a9e8", "#f2803a", "#2fc79a", "#e09bc4", "#e69f00", "#8fd0f5", "#dddddd"]
DASHES = ["", "7 4", "2 3", "9 3 2 3", "4 2", "1 2", "12 4"]

WIDE, NARROW = 760, 350


def variables(colors, **others):
    """CSS variables of a theme."""
    named = {f"c{index}": color for index, color in enumerate(colors)} | others
    return " ".join(f"--{name}: {value};" for name, value in named.items())


LIGHT_THEME = variables(
    LIGHT, ground="#ffffff", text="#1c1c1c", faint="#666666", grid="#dcdcdc", panel="#f6f6f6", link="#005a8c")
DARK_THEME = variables(
    DARK, ground="#161616", text="#e8e8e8", faint="#a0a0a0", grid="#3a3a3a", panel="#222222", link="#7cc0f0")


def number(value):
    """At most four significant digits, for a sentence or an axis."""
    if value == 0:
        return "0"
    size = abs(value)
    if 1e-4 <= size < 1e-3:
        return f"{value:.2g}"
    if 1e-3 <= size < 1e4:
        return f"{value:.3g}" if size < 1000 else f"{value:.0f}"
    if 1e4 <= size < 1e6:
        return f"{float(f'{value:.3g}'):,.0f}"
    mantissa, exponent = f"{value:.1e}".split("e")
    mantissa = mantissa.removesuffix(".0")
    return ("" if mantissa == "1" else mantissa + " · ") + "10" + superscript(int(exponent))


def superscript(exponent):
    return "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(d)] if d.isdigit() else "⁻" for d in str(exponent))


def ticks(low, high, most):
    """Round numbers from low to high, at most so many."""
    if high <= low:
        return [low]
    step = 10 ** math.floor(math.log10((high - low) / most))
    step *= next(factor for factor in (1, 2, 5, 10) if (high - low) / (step * factor) <= most)
    first = math.ceil(low / step - 1e-9)
    return [index * step for index in range(first, math.floor(high / step + 1e-9) + 1)]


def log_ticks(low, high, most):
    """Powers of ten between two logarithms; with few of them also 2 and 5 times these."""
    powers = range(math.floor(low), math.ceil(high) + 1)
    for factors in ([1, 2, 5], [1, 3], [1]):
        places = [power + math.log10(factor) for power in powers for factor in factors]
        places = [place for place in places if low - 1e-9 <= place <= high + 1e-9]
        if len(places) <= most:
            return places
    return places[::-(-len(places) // most)]


class Line:
    """A curve; y is a gap where it is not finite."""

    def __init__(self, label, x, y, color=0, markers=False):
        self.label, self.x, self.y, self.color, self.markers = label, x, y, color, markers


def chart(lines, x_label, y_label, log=False, alt=""):
    """A chart with its legend, for wide and narrow windows."""
    legend = "".join(
        f'<li><svg width="28" height="10" aria-hidden="true"><path class="curve" d="M0 5h28" '
        f'stroke="var(--c{line.color})"{dashes(line)}/></svg>{html.escape(line.label)}</li>' for line in lines)
    legend = f'<ul class="legend">{legend}</ul>' if len(lines) > 1 else ""
    drawings = "".join(
        f'<div class="{kind}">{draw(lines, x_label, y_label, log, width, height, alt)}</div>'
        for kind, width, height in (("wide", WIDE, 330), ("narrow", NARROW, 250)))
    return f"<div class=\"chart\">{legend}{drawings}</div>\n"


def dashes(line):
    pattern = DASHES[line.color % len(DASHES)]
    return f' stroke-dasharray="{pattern}"' if pattern and not line.markers else ""


def draw(lines, x_label, y_label, log, width, height, alt):
    left, right, top, bottom = 62, 26, 24, 42

    def scaled(value):
        if not math.isfinite(value) or log and value <= 0:
            return None
        return math.log10(value) if log else value

    curves = [[(x, scaled(y)) for x, y in zip(line.x, line.y)] for line in lines]
    values = [y for curve in curves for _, y in curve if y is not None]
    low, high = min(values), max(values)
    margin = 0.04 * (high - low) or 0.1 * abs(high) or 1
    low, high = (low - margin if log or low < 0 else max(0, low - margin)), high + margin
    if not log and low < 0.25 * high:
        low = min(low, 0)
    x_low, x_high = min(min(line.x) for line in lines), max(max(line.x) for line in lines)

    def place_x(x):
        return left + (x - x_low) / ((x_high - x_low) or 1) * (width - left - right)

    def place_y(y):
        return top + (high - y) / (high - low) * (height - top - bottom)

    parts = [
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{html.escape(alt)}">']
    for place in log_ticks(low, high, 6) if log else ticks(low, high, 6):
        y = place_y(place)
        parts.append(
            f'<path class="grid" d="M{left} {y:.1f}H{width - right}"/>'
            f'<text x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">'
            f"{number(10 ** place if log else place)}</text>")
    whole = all(float(x).is_integer() for line in lines for x in line.x)
    for place in ticks(x_low, x_high, 8 if width > 500 else 5):
        if whole and not float(place).is_integer():
            continue
        parts.append(
            f'<path class="axis" d="M{place_x(place):.1f} {height - bottom}v5"/>'
            f'<text x="{place_x(place):.1f}" y="{height - bottom + 19}" text-anchor="middle">'
            f"{place:,.10g}</text>")
    parts.append(
        f'<path class="axis" d="M{left} {height - bottom}H{width - right}"/>'
        f'<text x="{(left + width - right) / 2:.0f}" y="{height - 6}" text-anchor="middle">'
        f'{html.escape(x_label)}</text><text x="4" y="14">{html.escape(y_label)}</text>')
    for line, curve in zip(lines, curves):
        points = [(place_x(x), None if y is None else place_y(y)) for x, y in curve]
        parts.append(
            f'<path class="curve" stroke="var(--c{line.color})"{dashes(line)} d="{path(points)}"/>')
        if line.markers:
            parts += [
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="var(--c{line.color})"/>'
                for x, y in points if y is not None]
    return "".join(parts) + "</svg>"


def path(points):
    """A curve through points; of many at one place only the first, the least, the greatest and the last."""
    columns = {}
    for x, y in points:
        columns.setdefault(round(x), []).append((x, y))
    kept = []
    for column in columns.values():
        if len(column) > 4 and all(y is not None for _, y in column):
            places = {0, len(column) - 1, *(pick(range(len(column)), key=lambda i: column[i][1])
                                            for pick in (min, max))}
            column = [column[place] for place in sorted(places)]
        kept += column
    text, pen = [], "M"
    for x, y in kept:
        if y is None:
            pen = "M"
        else:
            text.append(f"{pen}{x:.1f} {y:.1f}")
            pen = "L"
    return "".join(text)


COLORS = {
    "black": "text", "#000000": "text", "#666666": "faint", "#dddddd": "grid", "#b8b8b8": "grid",
    "#ffffff": "ground",
} | {color: f"c{index}" for index, color in enumerate(LIGHT[:-1])}


def themed(svg, name, scale=1.0, is_map=False):
    """The program's picture without its ground, with variables for colours, and with larger text.

    is_map: whether it is a coloured plane, light in every theme, so that what lies on it keeps its colours.
    """
    svg = svg[svg.index("<svg"):]
    svg = re.sub(r"<title>.*?</title>|<desc>.*?</desc>", "", svg, flags=re.S)
    svg = re.sub(r'<rect x="0" y="0" width="\d+" height="\d+" fill="#ffffff"/>', "", svg)
    svg = re.sub(
        r"rgb\(\s*(\d+),\s*(\d+),\s*(\d+)\s*\)", lambda m: "#%02x%02x%02x" % tuple(map(int, m.groups())), svg)

    def color(match):
        attribute, quote, value = match.groups()
        name = COLORS.get(value.lower())
        if is_map and (name == "ground" or value.lower() in LIGHT[:-1]):
            name = None
        return f"{attribute}={quote}var(--{name}){quote}" if name else match[0]

    svg = re.sub(r"\b(stroke|fill|color)\s*=\s*(['\"])(black|#[0-9a-fA-F]{6})\2", color, svg)
    svg = re.sub(
        r'font-family="[^"]*" font-size="([\d.]+)"',
        lambda m: f'font-family="system-ui, sans-serif" font-size="{float(m[1]) * scale:.4g}"', svg)
    # Pictures on one page must not share the names of their parts.
    svg = re.sub(r"(\bid\s*=\s*['\"])", rf"\g<1>{name}-", svg)
    svg = re.sub(r"(href\s*=\s*['\"]#|url\(['\"]?#)", rf"\g<1>{name}-", svg)
    # A tenth of a pixel is enough for places, not for what labels say.
    svg = re.sub(
        r"""\b(?:d|points|transform)\s*=\s*(['"]).*?\1""",
        lambda match: re.sub(r"(\d+\.\d)\d+", r"\1", match[0]), svg, flags=re.S)
    svg = re.sub(r"<g [^>]*>\s*</g>\s*", "", svg)
    return re.sub(r"\s*\n\s*", "\n", svg)


def grid(pictures, columns):
    """Pictures of one size in rows, as one."""
    width, height = size(pictures[0])
    parts = []
    for place, svg in enumerate(pictures):
        x, y = place % columns * width, place // columns * height
        parts.append(svg.replace("<svg", f'<svg x="{x:g}" y="{y:g}"', 1))
    width, height = width * columns, height * -(-len(pictures) // columns)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}">\n{"".join(parts)}</svg>\n')


def size(svg):
    return tuple(map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg).groups()))


def alone(svg, alt):
    """A picture for a page that knows no themes: with its own colours and ground, light and dark."""
    width, height = size(svg)
    style = (
        f"<title>{html.escape(alt)}</title><style>:root {{ {LIGHT_THEME} }} "
        f"@media (prefers-color-scheme: dark) {{ :root {{ {DARK_THEME} }} }} "
        f"text {{ fill: var(--text); }}</style>"
        f'<rect width="{width:g}" height="{height:g}" fill="var(--ground)"/>')
    head = svg.index(">") + 1
    return svg[:head] + "\n" + style + svg[head:]
