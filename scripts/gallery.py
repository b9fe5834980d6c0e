#!/usr/bin/env python3
"""Trains the configurations that show the ideas of a first course, and puts their pictures on one page.

    scripts/gallery.py [FOLDER]      the page FOLDER/index.html, runs/gallery/index.html unless a folder is named
    scripts/gallery.py --pictures    the pictures of the README, configs/pictures/*.svg

What is there already is replaced. The figures in the page's sentences come from the program (`compare`, `doctor`,
`predict`) and from the files of the runs, and a sentence that compares two of them follows what they are. Uses
$DLRUN, or .build/release/dlrun; pictures of surfaces and descents need gnuplot.
"""

import csv
import gzip
import html
import itertools
import json
import math
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

sys.dont_write_bytecode = True  # of the module beside this script, where others may not write
from gallery_charts import DARK_THEME, LIGHT, LIGHT_THEME, Line, alone, chart, grid, number, themed

ROOT = Path(__file__).resolve().parent.parent
DLRUN = os.environ.get("DLRUN", str(ROOT / ".build/release/dlrun"))


def dlrun(*arguments, allowed=(0,), errors=None):
    """Runs dlrun and returns its standard output."""
    ending = subprocess.run(
        [DLRUN, *map(str, arguments)], stdout=subprocess.PIPE, stderr=errors, text=True)
    if ending.returncode not in allowed:
        sys.exit(ending.returncode)
    return ending.stdout


def command(*words):
    """A command as it is typed from the repository's root."""
    return " ".join(
        word if re.fullmatch(r"[\w./,=:+-]+", word) else "'" + word.replace("'", "'\\''") + "'"
        for word in map(str, words))


class Run:
    """A run of a configuration, and what its files and the program say of it."""

    def __init__(self, folder, name, *settings, label=None, may_diverge=False):
        self.name = label or name
        self.path = folder / self.name
        overrides = [part for setting in settings for part in ("--set", setting)]
        out = ["--out", f"runs/{self.name}"] if label or settings else []
        self.command = command("dlrun", "train", f"configs/{name}.json", *out, *overrides)
        dlrun(
            "train", ROOT / f"configs/{name}.json", "--quiet", "--out", self.path, *overrides,
            allowed=(0, 1) if may_diverge else (0,), errors=subprocess.DEVNULL if may_diverge else None)

    def rows(self, file="curves.csv"):
        with open(self.path / file, newline="") as lines:
            return list(csv.DictReader(lines))

    def column(self, name, file="curves.csv"):
        return [float(row[name]) for row in self.rows(file) if row[name] != ""]

    def line(self, column, color=0, label=None):
        """A column over the epochs."""
        values = self.column(column)
        return Line(label or self.name, range(len(values)), values, color)

    def finite_steps(self, name):
        """A column of steps.csv as far as its numbers are finite."""
        return list(itertools.takewhile(math.isfinite, self.column(name, "steps.csv")))

    def measures(self, target=None):
        """The figures by which `dlrun compare` compares runs."""
        options = ["--target", target] if target else []
        group = json.loads(dlrun("compare", self.path, "--json", *options))["groups"][0]
        return {name: measure["mean"] for name, measure in group["measures"].items()}

    def final(self, name="train_loss"):
        return self.measures()[f"final_{name}"]

    def epochs_to(self, limit):
        return self.measures(f"train_loss={limit}")["epochs_to_target"]

    def diagnosis(self):
        """The measures that `dlrun doctor` judges by."""
        return json.loads(dlrun("doctor", self.path, "--json"))["measures"]

    def metric(self, split, name):
        return json.loads((self.path / "metrics.json").read_text())[split][name]

    def tensor(self, name):
        """The shape and the numbers of a tensor of the model."""
        data = (self.path / "model.safetensors").read_bytes()
        start = 8 + struct.unpack_from("<Q", data)[0]
        entry = json.loads(data[8:start])[name]
        first, last = entry["data_offsets"]
        letter = {"F32": "f", "F64": "d"}[entry["dtype"]]
        return entry["shape"], [
            value for value, in struct.iter_unpack(f"<{letter}", data[start + first:start + last])]


def relation(left, right, higher="higher than", lower="lower than"):
    """How two numbers compare, as far as the text can tell them apart."""
    if number(left) == number(right):
        return "the same as"
    return higher if left > right else lower


def joined(parts):
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else parts[0]


def percent(share):
    return f"{100 * share:.3g} %"


def reached(epochs, limit):
    return f"falls to {limit} in epoch {epochs:.0f}" if epochs is not None else f"never falls to {limit}"


class Page:
    """Chapters of sections: an idea in words, what the runs show, pictures, and commands to repeat them."""

    def __init__(self, folder):
        self.folder = folder
        self.chapters = []

    def chapter(self, title):
        self.chapters.append((title, []))

    def add(self, anchor, title, idea, findings, pictures, runs, *looks):
        """A section.

        idea: a sentence or two that explain; findings: sentences with figures; pictures: pieces of HTML; looks:
        commands that show what the runs gave, after those that train them.
        """
        commands = [run.command for run in runs] + list(looks)
        self.chapters[-1][1].append((anchor, title, idea, findings, pictures, commands))
        print(title, file=sys.stderr)

    def surfaces(self, run, epochs, alt):
        """The program's pictures of a surface at some epochs, side by side where there is room."""
        parts = []
        for epoch in epochs:
            file = self.folder / f"{run.name}-{epoch}.svg"
            dlrun("surface", run.path, "--at-epochs", epoch, "--out", file)
            svg = themed(file.read_text(), f"{run.name}-{epoch}", scale=1.2, is_map=True)
            parts.append(
                f'<figure role="img" aria-label="{html.escape(alt)}, epoch {epoch}">{svg}</figure>')
        return f'<div class="panels">{"".join(parts)}</div>\n'

    def contents(self):
        parts = []
        for title, sections in self.chapters:
            items = "".join(
                f'<li><a href="#{anchor}">{html.escape(name)}</a></li>' for anchor, name, *_ in sections)
            parts.append(f"<div><h2>{html.escape(title)}</h2><ul>{items}</ul></div>")
        return f'<nav aria-label="Contents">{"".join(parts)}</nav>\n'

    @staticmethod
    def typed(commands):
        """Commands whose lines break between words alone, but for very long ones."""
        return "\n".join(
            " ".join(
                f'<span class="word">{html.escape(word)}</span>' if len(word) <= 30 else html.escape(word)
                for word in line.split(" ")) for line in commands)

    def text(self):
        parts = []
        for chapter, sections in self.chapters:
            parts.append(f"<h2>{html.escape(chapter)}</h2>\n")
            for anchor, title, idea, findings, pictures, commands in sections:
                found = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in findings)
                parts.append(
                    f'<section id="{anchor}">\n<h3>{html.escape(title)}</h3>\n<p>{html.escape(idea)}</p>\n'
                    f'<ul class="findings">{found}</ul>\n{"".join(pictures)}'
                    f'<div class="commands"><button type="button" hidden>Copy</button>'
                    f"<pre>{self.typed(commands)}</pre></div>\n</section>\n")
        return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What networks learn, and how</title>
<style>{STYLE}</style>
</head>
<body>
<main>
<h1>What networks learn, and how</h1>
<p>Each section shows one idea with a network that was trained for this page. The figures in the text are those
that <code>dlrun</code> reports for these runs. The commands repeat them from the root of the repository; they
expect <code>dlrun</code> on the path.</p>
{self.contents()}{"".join(parts)}</main>
<script>{SCRIPT}</script>
</body>
</html>
"""


STYLE = f"""
:root {{ color-scheme: light dark; {LIGHT_THEME} }}
@media screen and (prefers-color-scheme: dark) {{ :root {{ {DARK_THEME} }} }}
html {{ scroll-behavior: smooth; }}
body {{ margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }}
main {{ max-width: 760px; margin: 0 auto; padding: 2rem 1rem 4rem; }}
h1 {{ font-size: 1.75rem; line-height: 1.2; margin: 0 0 .5rem; }}
main > h2 {{ font-size: 1.3rem; margin: 3rem 0 0; padding-bottom: .25rem; border-bottom: 1px solid var(--grid); }}
h3 {{ font-size: 1.1rem; margin: 2rem 0 .25rem; }}
p {{ margin: .25rem 0 .5rem; }}
a {{ color: var(--link); }}
code, pre {{ font-family: ui-monospace, monospace; font-size: .85rem; }}
nav {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 1rem 2rem;
  margin: 1.5rem 0 0; padding: 1rem; background: var(--panel); border-radius: 6px; }}
nav h2 {{ font-size: .95rem; margin: 0 0 .25rem; }}
nav ul {{ list-style: none; margin: 0; padding: 0; font-size: .95rem; }}
.findings {{ margin: .5rem 0; padding-left: 1.2rem; }}
.chart {{ margin: 1rem 0; }}
.legend {{ display: flex; flex-wrap: wrap; gap: .1rem 1.2rem; list-style: none; margin: 0 0 .25rem;
  padding: 0; font-size: 13px; }}
.legend svg {{ display: inline; margin-right: .4rem; vertical-align: middle; }}
.dot {{ display: inline-block; width: .8em; height: .8em; margin-right: .4rem; border-radius: 50%; }}
svg {{ display: block; max-width: 100%; height: auto; }}
svg text {{ fill: var(--text); }}
.chart svg text {{ font: 13px system-ui, sans-serif; }}
.grid {{ stroke: var(--grid); fill: none; }}
.axis {{ stroke: var(--faint); fill: none; }}
.curve {{ fill: none; stroke-width: 2; stroke-linejoin: round; }}
.panels {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 320px), 1fr)); gap: 1rem; }}
figure {{ margin: 0; break-inside: avoid; }}
figcaption {{ font-size: 13px; color: var(--faint); }}
.narrow {{ display: none; }}
@media (max-width: 620px) {{ .wide {{ display: none; }} .narrow {{ display: block; }} }}
.commands {{ position: relative; }}
pre {{ margin: .75rem 0 0; padding: .6rem 4.5rem .6rem .8rem; background: var(--panel); border-radius: 6px;
  white-space: pre-wrap; overflow-wrap: anywhere; }}
.word {{ white-space: nowrap; }}
button {{ position: absolute; top: .35rem; right: .35rem; padding: .1rem .6rem; font: inherit; font-size: 12px;
  color: var(--text); background: var(--ground); border: 1px solid var(--grid); border-radius: 4px; cursor: pointer; }}
@media print {{
  body {{ font-size: 10pt; }} main {{ max-width: none; padding: 0; }} button {{ display: none; }}
  .wide {{ display: block; }} .narrow {{ display: none; }}
  .panels {{ grid-template-columns: 1fr 1fr; }}
  section, .chart, .panels, .commands {{ break-inside: avoid; }} main > h2 {{ break-after: avoid; }}
  .wide svg {{ width: auto; height: 5.5cm; }} .panels {{ max-width: 12cm; }}
}}
"""

SCRIPT = """
if (navigator.clipboard) for (const box of document.querySelectorAll('.commands')) {
  const button = box.querySelector('button');
  button.hidden = false;
  button.onclick = async () => {
    await navigator.clipboard.writeText(box.querySelector('pre').textContent + '\\n');
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  };
}
"""


def look(verb, runs, *options):
    """A command on runs in the folders where they are without this page."""
    return command("dlrun", verb, *(f"runs/{run.name}" for run in runs), *options)


def losses(runs, column="train_loss", **options):
    """A chart of a loss over the epochs."""
    label = column.replace("train_loss", "training loss").replace("validation_loss", "validation loss")
    return chart(
        [run.line(column, color) for color, run in enumerate(runs)], "epoch", label,
        alt=f"{label} over the epochs: {joined([run.name for run in runs])}", **options)


# Ideas

XOR_EPOCHS = [0, 10, 50, 500]


def descents(page, folder):
    runs = [
        Run(folder, "descent", f"training.descent={kind}", "training.log_steps=true", label=f"descent-{kind}")
        for kind in ("batch", "mini_batch", "stochastic")]
    findings = []
    for kind, run in zip(("Batch", "Mini-batch", "Stochastic"), runs):
        updates = run.measures()["steps"]
        findings.append(
            f"{kind} descent makes {updates:,.0f} updates in {len(run.rows()) - 1} epochs and ends at a loss of "
            f"{number(run.metric('train', 'loss'))} on the training rows; the noise of its loss is {number(run.diagnosis()['update_noise'])}.")
    page.add(
        "descent", "Batch, stochastic and mini-batch descent",
        "An update can follow the gradient over all rows, over one row, or over a few. Fewer rows per update mean "
        "more updates in an epoch, but noisier ones. The noise is the mean change of the loss from one update to "
        "the next, relative to the mean loss, over the last half of the updates.",
        findings, [losses(runs)], runs, look("plot", runs, "--y", "train_loss"),
        "scripts/compare_descent.sh configs/descent.json")


def ravine(page, folder):
    names = ["ravine-gradient-descent", "ravine-momentum", "ravine-nesterov"]
    runs = [Run(folder, name) for name in names]
    page.add(
        "ravine", "Momentum in a ravine",
        "In a ravine, the largest learning rate that the steep direction allows is far too small for the flat one. "
        "Momentum adds up the small but steady gradients along the flat direction.",
        [f"The training loss of {run.name} {reached(run.epochs_to(0.02), 0.02)}." for run in runs],
        [losses(runs, log=True)], runs, look("compare", runs, "--target", "train_loss=0.02"),
        look("plot", runs, "--y", "train_loss", "--log"))


def saddle(page, folder):
    run = Run(folder, "saddle", "training.log_steps=true")
    norms = run.column("gradient_norm", "steps.csv")
    page.add(
        "saddle", "On a saddle",
        "With all weights at 0, every gradient is 0 by symmetry: no optimizer leaves such a point. This is why "
        "weights start at random values.",
        [f"The largest gradient norm in {len(norms):,} updates is {number(max(norms))}.",
         f"The training loss starts at {number(run.column('train_loss')[0])} and ends at {number(run.final())}; "
         f"ln 2, the loss of guessing, is {number(math.log(2))}."],
        [losses([run])], [run], look("doctor", [run]))


def near_saddle(page, folder):
    runs = [Run(folder, name) for name in ("near-saddle-gradient-descent", "near-saddle-momentum")]
    page.add(
        "near-saddle", "Close to a saddle",
        "A start slightly off the saddle gives tiny gradients: the loss stays on a plateau for a long time and then "
        "falls quickly. Momentum leaves the plateau sooner.",
        [f"The training loss of {run.name} {reached(run.epochs_to(0.1), 0.1)}." for run in runs],
        [losses(runs)], runs, look("plot", runs, "--y", "train_loss"))


def rare(page, folder):
    plain, adagrad = runs = [
        Run(folder, name) for name in ("rare-features-gradient-descent", "rare-features-adagrad")]
    page.add(
        "rare-features", "AdaGrad on rare features",
        "A feature that is rarely present gets few gradients. Plain descent has one learning rate for all weights; "
        "AdaGrad gives each weight its own, which stays high while gradients are rare.",
        [f"After {len(plain.rows()) - 1} epochs AdaGrad ends at a training loss of {number(adagrad.final())}, "
         f"{relation(adagrad.final(), plain.final())} the {number(plain.final())} of plain descent."],
        [losses(runs, log=True)], runs, look("plot", runs, "--y", "train_loss", "--log"))


def vanishing(page, folder):
    runs = [Run(folder, f"vanishing-{kind}", "training.log_layers=true") for kind in ("sigmoid", "relu")]
    findings = []
    for kind, run in zip(("sigmoid", "ReLU"), runs):
        ratio = run.diagnosis()["gradient_ratio"]
        size = (
            f"{number(1 / ratio['ratio'])} times smaller than that of a later layer" if ratio["ratio"] > 0
            else "exactly 0")
        findings.append(
            f"With {kind}, the gradient of layer {ratio['layer']} is {size} (norms, median over the epochs); the "
            f"accuracy on the training rows ends at {percent(run.metric('train', 'accuracy'))}.")
    lines = []
    for color, run in enumerate(runs):
        norms = {}
        for row in run.rows("layers.csv"):
            if row["gradient_norm"]:
                norms.setdefault(int(row["layer"]), []).append(float(row["gradient_norm"]))
        medians = [sorted(values)[len(values) // 2] for _, values in sorted(norms.items())]
        lines.append(Line(run.name, range(len(medians)), medians, color, markers=True))
    page.add(
        "vanishing", "Vanishing gradients",
        "The chain rule multiplies the gradient by a factor at each layer on its way back. The slope of a sigmoid is "
        "at most 1/4, so after ten layers hardly anything is left; that of ReLU is 1 wherever it is active.",
        findings,
        [chart(lines, "layer, from input to output", "gradient norm, median over the epochs", log=True,
               alt="gradient norm of each layer"),
         losses(runs)],
        runs, look("doctor", runs[:1]), look("plot", runs, "--y", "train_loss"))


def activations(page, folder):
    names = [f"activation-{kind}" for kind in ("identity", "sigmoid", "tanh", "relu")]
    runs = [Run(folder, name) for name in names]
    page.add(
        "activations", "Activations",
        "Layers without an activation are together one linear function, however many there are, and cannot separate "
        "a disc from the ring around it. Any bend between the layers can.",
        [f"{run.name.removeprefix('activation-').capitalize()}: training loss {number(run.final())}, accuracy "
         f"{percent(run.metric('train', 'accuracy'))} on the training rows and "
         f"{percent(run.metric('validation', 'accuracy'))} on the validation rows." for run in runs],
        [losses(runs, log=True)], runs, look("plot", runs, "--y", "train_loss", "--log"))


def overfitting(page, folder):
    names = ["overfit", "overfit-l2", "overfit-l1", "overfit-elastic-net", "overfit-dropout"]
    runs = [Run(folder, name) for name in names]
    plain = runs[0].final("validation_loss")
    findings = [
        f"Without regularization, the loss ends at {number(runs[0].final())} on the training rows and at "
        f"{number(plain)} on the validation rows."]
    for run in runs[1:]:
        loss = run.final("validation_loss")
        findings.append(
            f"With {run.name.removeprefix('overfit-').replace('l2', 'L2').replace('l1', 'L1').replace('-', ' ')}, "
            f"the validation loss ends at {number(loss)}, {relation(loss, plain)} without.")
    page.add(
        "over-fitting", "Over-fitting and regularization",
        "With more parameters than rows, a network can memorise the training rows, noise included, and then does worse "
        "on new ones. Penalties on the weights and dropout hold it back. Here 0.25 of the loss is noise that no model "
        "can predict.",
        findings,
        [losses(runs, "validation_loss", log=True),
         chart([runs[0].line("train_loss", 0, "training loss"), runs[0].line("validation_loss", 1, "validation loss")],
               "epoch", "loss, without regularization", log=True, alt="training and validation loss of overfit")],
        runs, look("plot", runs, "--y", "validation_loss", "--log"), look("plot", runs[:1], "--log"))


def towers(page, folder):
    plain, residual = runs = [Run(folder, name) for name in ("tower-plain", "tower-residual")]
    page.add(
        "residual", "Twenty layers with and without shortcuts",
        "If each layer's output is added to its input, gradients reach the first layers through the sums, and even a "
        "very deep network trains.",
        [f"The plain tower ends at a training loss of {number(plain.final())} and an accuracy of "
         f"{percent(plain.metric('train', 'accuracy'))}.",
         f"With shortcuts, the same layers end at {number(residual.final())} and "
         f"{percent(residual.metric('train', 'accuracy'))}."],
        [losses(runs, log=True)], runs, look("plot", runs, "--y", "train_loss", "--log"))


def wide_and_deep(page, folder):
    runs = [Run(folder, name) for name in ("wide", "deep", "wide-and-deep")]
    page.add(
        "wide-and-deep", "Wide and deep",
        "The target depends on sixty rare tags, one by one, and on two numbers in a wavy way. A linear model learns "
        "the tags, hidden layers learn the waves, and a network that has both side by side learns both.",
        [f"{run.name.replace('-', ' ').capitalize()}: the loss ends at {number(run.final())} on the training rows and "
         f"at {number(run.final('validation_loss'))} on the validation rows." for run in runs],
        [losses(runs, "validation_loss", log=True)], runs, look("plot", runs, "--y", "validation_loss", "--log"))


def adding_tables():
    if not (ROOT / "datasets/adding-train.csv").exists():
        subprocess.run([sys.executable, ROOT / "scripts/make_datasets.py", "--adding"], check=True)


def cliff(page, folder):
    """Momentum at a rate that is too high for a hundred steps back through time."""
    settings = ['optimizer={"name":"momentum","learning_rate":0.1}', "training.epochs=4"]
    runs = {
        text: Run(folder, name, *settings, f"training.clip_norm={norm}", label=label, may_diverge=True)
        for text, label, name, norm in [
            ("recurrent, not clipped", "cliff-recurrent", "adding-recurrent", "1e30"),
            ("recurrent, clipped to norm 1", "cliff-clipped", "adding-recurrent", "1"),
            ("LSTM, not clipped", "cliff-lstm", "adding-lstm", "1e30")]}
    findings, lines = [], []
    for color, (text, run) in enumerate(runs.items()):
        norms = run.finite_steps("gradient_norm")
        count = len(run.finite_steps("loss"))
        findings.append(
            f"{text[0].upper()}{text[1:]}: the median gradient norm is {number(sorted(norms)[len(norms) // 2])}, the "
            f"largest {number(max(norms))}"
            + ("." if (run.path / "model.safetensors").exists() else
               f"; after update {count} the loss is no longer finite."))
        lines.append(Line(text, range(1, len(norms) + 1), norms, color))
    page.add(
        "exploding-through-time", "Exploding gradients through time",
        "A recurrent layer applies the same weights at every step, so gradients through a hundred steps vanish or "
        "explode. Clipping shortens an exploding gradient; the gates of an LSTM keep it in bounds.",
        findings,
        [chart(lines, "update", "gradient norm", log=True, alt="gradient norm of each update")],
        list(runs.values()), look("doctor", list(runs.values())[:1]))


def memory(page, folder):
    runs = [Run(folder, name) for name in ("adding-recurrent", "adding-lstm")]
    page.add(
        "memory", "A sum over a hundred steps",
        "Two marked numbers in a sequence of a hundred are to be added. A plain recurrent layer has forgotten the first "
        "one by the end; the memory cell of an LSTM keeps it. Always answering 1 has a loss of about 1/6.",
        [f"{run.name}: the mean squared error on the test rows is {number(run.metric('test', 'loss'))}."
         for run in runs],
        [losses(runs, log=True)], runs, look("eval", runs[1:]))


def filters(page, folder):
    run = Run(folder, "digits-cnn")
    (count, _, height, width), weights = run.tensor("layers.strokes.weight")
    page.add(
        "filters", "What the first filters look for",
        "A filter of a convolution adds up the pixels under it by its weights. Light squares stand for weights by "
        "which a bright pixel raises the sum, dark ones for weights by which it lowers it.",
        [f"The first convolution has {count} filters of {height} × {width} pixels. The network recognises "
         f"{percent(run.metric('test', 'accuracy'))} of the digits held out for testing."],
        [filter_picture(weights, count, height, width)], [run], look("eval", [run]))


def filter_picture(weights, count, height, width):
    """Filters side by side, each with its own largest weight as the lightest or darkest grey."""
    cell = 14
    size = height * width
    parts = []
    for index in range(count):
        values = weights[index * size:(index + 1) * size]
        greatest = max(map(abs, values)) or 1
        squares = []
        for place, value in enumerate(values):
            grey = round(127.5 * (1 + value / greatest))
            squares.append(
                f'<rect x="{place % width * cell}" y="{place // width * cell}" width="{cell}" '
                f'height="{cell}" fill="rgb({grey},{grey},{grey})"/>')
        parts.append(
            f'<svg viewBox="0 0 {width * cell} {height * cell}" width="{width * cell}" height="{height * cell}" '
            f'shape-rendering="crispEdges" style="outline: 1px solid var(--faint)" role="img" '
            f'aria-label="filter {index + 1}">{"".join(squares)}</svg>')
    return (
        '<div style="display: flex; flex-wrap: wrap; gap: 14px; margin: 1rem 0">' + "".join(parts) + "</div>\n")


def neighbours(page, folder):
    graph, single = runs = [Run(folder, name) for name in ("cora", "cora-without-graph")]
    nodes, edges = ROOT / "datasets/cora-nodes.csv.gz", ROOT / "datasets/cora-edges.csv"
    with gzip.open(nodes, "rt", newline="") as lines:
        rows = [(row["paper"], row["topic"], row["split"]) for row in csv.DictReader(lines)]

    def predictions(run, *options):
        text = dlrun("predict", run.path, "--data", nodes, "--quiet", *options)
        return [row["prediction"] for row in csv.DictReader(text.splitlines())]

    with_graph, without = predictions(graph, "--edges", edges), predictions(single)
    near = {paper: set() for paper, _, _ in rows}
    with open(edges, newline="") as lines:
        for edge in csv.DictReader(lines):
            near[edge["citing"]].add(edge["cited"])
            near[edge["cited"]].add(edge["citing"])
    topics = {paper: topic for paper, topic, _ in rows}
    # Papers that their words mislead about and their neighbours do not, the best connected first.
    found = sorted(
        (-len(near[paper]), paper, wrong)
        for (paper, topic, split), right, wrong in zip(rows, with_graph, without)
        if split == "test" and right == topic != wrong and len(near[paper]) <= 16)[:3]
    examples = [
        f"Paper {paper} is about {topics[paper]}. Its own words alone suggest {wrong}; together with those of its "
        f"{len(near[paper])} neighbours they give the right topic." for _, paper, wrong in found]
    page.add(
        "graph", "A paper's topic, from its words and its neighbours",
        "A graph convolution averages each node with its neighbours. Papers cite papers on the same topic, so the words "
        "of the neighbours help where a paper's own words mislead.",
        [f"With the graph, {percent(graph.metric('test', 'accuracy'))} of the test papers are classified correctly; "
         f"without it, {percent(single.metric('test', 'accuracy'))}.", *examples],
        [neighbour_picture([paper for _, paper, _ in found], near, topics)], runs, look("eval", [graph]),
        look("eval", [single]))


def neighbour_picture(papers, near, topics):
    """Papers with their neighbours in a circle, each in the colour of its topic."""
    order = sorted(set(topics.values()))
    size, radius = 220, 80
    shown = {topics[paper] for paper in papers} | {topics[other] for paper in papers for other in near[paper]}
    legend = "".join(
        f'<li><span class="dot" style="background: var(--c{order.index(topic) % len(LIGHT)})"></span>'
        f"{html.escape(topic)}</li>" for topic in order if topic in shown)
    parts = []
    for paper in papers:
        drawing = []

        def dot(x, y, one, width):
            color = order.index(topics[one]) % len(LIGHT)
            drawing.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{width}" fill="var(--c{color})"/>')

        around = sorted(near[paper])
        places = [
            (size / 2 + radius * math.cos(2 * math.pi * k / len(around)),
             size / 2 + radius * math.sin(2 * math.pi * k / len(around))) for k in range(len(around))]
        for x, y in places:
            drawing.append(
                f'<path class="axis" d="M{size / 2} {size / 2}L{x:.1f} {y:.1f}"/>')
        for (x, y), neighbour in zip(places, around):
            dot(x, y, neighbour, 9)
        dot(size / 2, size / 2, paper, 15)
        parts.append(
            f'<figure><svg viewBox="0 0 {size} {size}" width="{size}" height="{size}" role="img" '
            f'aria-label="paper {paper} and its neighbours">{"".join(drawing)}</svg>'
            f'<figcaption style="text-align: center">Paper {paper}</figcaption></figure>')
    return (
        f'<ul class="legend">{legend}</ul>'
        f'<div style="display: flex; flex-wrap: wrap; gap: 1rem; justify-content: center">{"".join(parts)}</div>\n')


def boundary(page, folder):
    epochs = XOR_EPOCHS
    run = Run(folder, "xor", f"training.snapshots={json.dumps(epochs)}")
    accuracy = run.column("train_accuracy")
    after = joined([f"{percent(accuracy[epoch])} after epoch {epoch}" for epoch in epochs])
    page.add(
        "boundary", "The boundary of XOR, epoch by epoch",
        "No straight line separates the two classes of XOR. A hidden layer bends the plane until one does; the colour "
        "shows the predicted class, and is paler where the network is less certain.",
        [f"The accuracy is {after}.",
         f"The training loss starts at {number(run.column('train_loss')[0])} and ends at {number(run.final())}."],
        [page.surfaces(run, epochs, "predicted class over the two inputs of XOR")], [run],
        look("surface", [run], "--at-epochs", ",".join(map(str, epochs)), "--out", "xor.svg"))


def gallery(folder):
    if folder.exists() and any(folder.iterdir()) and not (folder / "index.html").exists():
        sys.exit(f"gallery.py: {folder} is not empty and holds no gallery")
    shutil.rmtree(folder, ignore_errors=True)
    runs = folder / "runs"
    runs.mkdir(parents=True)
    page = Page(folder)
    page.chapter("Descent")
    descents(page, runs)
    ravine(page, runs)
    rare(page, runs)
    saddle(page, runs)
    near_saddle(page, runs)
    page.chapter("Layers")
    boundary(page, runs)
    activations(page, runs)
    vanishing(page, runs)
    towers(page, runs)
    page.chapter("New rows")
    overfitting(page, runs)
    wide_and_deep(page, runs)
    page.chapter("Images, sequences, graphs")
    filters(page, runs)
    adding_tables()
    memory(page, runs)
    cliff(page, runs)
    neighbours(page, runs)
    (folder / "index.html").write_text(page.text())
    print(folder / "index.html")


# The README's pictures


def pictures(folder):
    """One picture each of curves, a surface over epochs, a descent and a trace, as the program makes them."""
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        work = Path(work)
        runs = [
            Run(work, name) for name in ("ravine-gradient-descent", "ravine-momentum", "ravine-nesterov")]
        xor = Run(work, "xor", f"training.snapshots={json.dumps(XOR_EPOCHS)}")
        made = {
            "curves": (
                ["plot", *(run.path for run in runs), "--y", "train_loss", "--log"],
                "Training loss of plain descent, momentum and Nesterov's momentum in a ravine"),
            "descent": (
                ["descend", "--function", "ravine", "--start", "2,1", "--steps", "60", "--optimizer",
                 "gradient_descent:learning_rate=0.03", "--optimizer",
                 "momentum:learning_rate=0.02,momentum=0.8", "--optimizer", "adam:learning_rate=0.1"],
                "Paths of three optimizers on the contours of a ravine"),
        }
        for name, (arguments, alt) in made.items():
            file = work / f"{name}.svg"
            dlrun(*arguments, "--out", file)
            (folder / f"{name}.svg").write_text(alone(themed(file.read_text(), name), alt))
        panels = []
        for epoch in XOR_EPOCHS:
            file = work / f"xor-{epoch}.svg"
            dlrun("surface", xor.path, "--at-epochs", epoch, "--out", file)
            panels.append(themed(file.read_text(), f"xor-{epoch}", scale=1.2, is_map=True))
        (folder / "surface.svg").write_text(
            alone(grid(panels, 2), "Predicted class of a network that learns XOR, after 0, 10, 50 and 500 epochs"))
        (folder / "trace.svg").write_text(trace_picture())
    for name in (*made, "surface", "trace"):
        print(folder / f"{name}.svg")


def trace_picture():
    """Some entries of a trace, as the terminal shows them: one path from the inputs to a weight's update."""
    wanted = {
        "Forward": ["W₂", "p =", "L ="], "Backward": ["∂L/∂p =", "∂L/∂W₂ ="], "Update": ["W₂"]}
    lines, section, keeps = [], None, False
    for line in dlrun("trace", ROOT / "configs/backpropagation-by-hand.json").splitlines():
        if not line.startswith(" "):
            section = line.split(":")[0]
            keeps = section in wanted or line.startswith("Step")
            if keeps and lines:
                lines.append("")
        elif not line.startswith("      "):
            keeps = any(line.strip().startswith(start) for start in wanted.get(section, []))
        if keeps and line:
            lines.append(line)
    height, margin = 19, 18
    width = 22 + max(map(len, lines)) * 8
    text = []
    for place, line in enumerate(lines):
        kind = "heading" if not line.startswith(" ") else "value" if line.startswith("      ") else "name"
        text.append(
            f'<text class="{kind}" x="{margin}" y="{margin + 12 + place * height}" xml:space="preserve">'
            f"{html.escape(line)}</text>")
    size = (max(width, 640), 2 * margin + len(lines) * height)
    style = (
        "<style>text { font: 13px ui-monospace, 'DejaVu Sans Mono', monospace; white-space: pre; } "
        ".heading { font-weight: 700; } .name { fill: var(--c0) !important; }</style>")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" width="{size[0]}" '
        f'height="{size[1]}">{style}{"".join(text)}</svg>\n')
    return alone(svg, "Backpropagation step by step: values forward, gradients backward, the update of two weights")


def main():
    arguments = sys.argv[1:]
    if len(arguments) > 1 or arguments and arguments[0].startswith("-") and arguments != ["--pictures"]:
        sys.exit("usage: scripts/gallery.py [FOLDER | --pictures]")
    if not os.access(DLRUN, os.X_OK):
        sys.exit(f"gallery.py: no program at {DLRUN}: run 'make build', or set DLRUN")
    if arguments == ["--pictures"]:
        pictures(ROOT / "configs/pictures")
    else:
        gallery(Path(arguments[0] if arguments else "runs/gallery"))


main()
