#!/usr/bin/env python3
"""Trains the configurations that show the ideas of a first course, and puts their pictures on one page.

    scripts/gallery.py [FOLDER]

The page is FOLDER/index.html, runs/gallery/index.html unless another folder is named; what is there
already is replaced. Every figure in its sentences, and whether one is said to be higher or lower than
another, is taken from the files of these runs. Uses $DLRUN, or .build/release/dlrun; pictures need gnuplot.
"""

import base64
import csv
import gzip
import html
import itertools
import json
import math
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DLRUN = os.environ.get("DLRUN", str(ROOT / ".build/release/dlrun"))


def dlrun(*arguments, allowed=(0,)):
    """Runs dlrun and returns its standard output."""
    ending = subprocess.run([DLRUN, *map(str, arguments)], stdout=subprocess.PIPE, text=True)
    if ending.returncode not in allowed:
        sys.exit(ending.returncode)
    return ending.stdout


class Run:
    """A run of a configuration, and what its files say."""

    def __init__(self, folder, name, *settings, label=None, may_diverge=False):
        self.path = folder / (label or name)
        overrides = [part for setting in settings for part in ("--set", setting)]
        dlrun(
            "train", ROOT / f"configs/{name}.json", "--quiet", "--out", self.path, *overrides,
            allowed=(0, 1) if may_diverge else (0,))

    def rows(self, file="curves.csv"):
        with open(self.path / file, newline="") as lines:
            return list(csv.DictReader(lines))

    def column(self, name, file="curves.csv"):
        return [float(row[name]) for row in self.rows(file) if row[name] != ""]

    def finite_steps(self, name):
        """A column of steps.csv as far as its numbers are finite."""
        return list(itertools.takewhile(math.isfinite, self.column(name, "steps.csv")))

    def last(self, name="train_loss"):
        return self.column(name)[-1]

    def first_epoch_below(self, limit):
        return next((e for e, loss in enumerate(self.column("train_loss")) if loss < limit), None)

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


def number(value):
    return f"{value:.3g}"


def relation(left, right, higher="higher than", lower="lower than"):
    """How two numbers are said to be, as far as they are told apart in the text."""
    if number(left) == number(right):
        return "the same as"
    return higher if left > right else lower


def reached(epoch, limit):
    return f"is below {limit} in epoch {epoch}" if epoch is not None else f"is never below {limit}"


class Page:
    """Sections with a picture and a sentence each."""

    def __init__(self, folder):
        self.folder = folder
        self.sections = []

    def plot(self, name, runs, *options):
        picture = self.folder / f"{name}.svg"
        dlrun("plot", *[run.path for run in runs], "--out", picture, *options)
        return picture

    def surface(self, name, run, *options):
        picture = self.folder / f"{name}.svg"
        dlrun("surface", run.path, "--out", picture, *options)
        return picture

    def add(self, title, sentences, pictures, configurations):
        self.sections.append((title, sentences, pictures, configurations))
        print(title, file=sys.stderr)

    def text(self):
        parts = []
        for title, sentences, pictures, configurations in self.sections:
            images = "".join(
                f'<img alt="{html.escape(title)}" src="data:image/svg+xml;base64,'
                f'{base64.b64encode(picture.read_bytes()).decode()}">'
                for picture in pictures)
            names = ", ".join(f"<code>configs/{name}.json</code>" for name in configurations)
            parts.append(
                f"<section>\n<h2>{html.escape(title)}</h2>\n<p>{html.escape(' '.join(sentences))}</p>\n"
                f"<figure>{images}<figcaption>{names}</figcaption></figure>\n</section>\n")
        return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What networks learn, and how</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem;
  color: #222; background: #fff; }}
figure {{ margin: 0; }}
img {{ width: 100%; border-radius: 6px; }}
figcaption {{ font-size: 0.85rem; opacity: 0.8; }}
section {{ break-inside: avoid; margin-bottom: 3rem; }}
@media (prefers-color-scheme: dark) {{
  body {{ color: #ddd; background: #181818; }}
  img {{ filter: brightness(0.9); }}
}}
</style>
</head>
<body>
<h1>What networks learn, and how</h1>
<p>Each picture is of runs that were trained for this page; its figures are read from their files.</p>
{"".join(parts)}</body>
</html>
"""


def descents(page, folder):
    runs = {
        kind: Run(folder, "descent", f"training.descent={kind}", "training.log_steps=true", label=kind)
        for kind in ("batch", "mini_batch", "stochastic")}
    sentences = []
    for kind, run in runs.items():
        losses = run.column("loss", "steps.csv")
        changes = [abs(b - a) for a, b in zip(losses, losses[1:])][-len(losses) // 10:]
        sentences.append(
            f"{kind.replace('_', '-').capitalize()} descent makes {len(losses):,} updates in "
            f"{len(run.rows()) - 1} epochs and ends at a training loss of {number(run.last())}; in the "
            f"last tenth the loss of one update differs from the next by {number(sum(changes) / len(changes))} "
            "in the mean.")
    page.add(
        "Batch, stochastic and mini-batch descent", sentences,
        [page.plot("descent", runs.values(), "--y", "train_loss")], ["descent"])


def pair(page, folder, title, names, limit, *options):
    """Runs that differ in how soon they are below a loss."""
    runs = [Run(folder, name) for name in names]
    sentences = [
        f"The loss of {name} {reached(run.first_epoch_below(limit), limit)} and ends at "
        f"{number(run.last())}." for name, run in zip(names, runs)]
    page.add(title, sentences, [page.plot(names[0], runs, "--y", "train_loss", *options)], names)


def saddle(page, folder):
    run = Run(folder, "saddle", "training.log_steps=true")
    norms = run.column("gradient_norm", "steps.csv")
    losses = run.column("train_loss")
    page.add(
        "On a saddle",
        [f"In {len(norms):,} updates the greatest norm of the gradient is {number(max(norms))}; the loss "
         f"begins at {number(losses[0])} and ends at {number(losses[-1])} (ln 2 is "
         f"{number(math.log(2))})."],
        [page.plot("saddle", [run], "--y", "train_loss")], ["saddle"])


def rare(page, folder):
    names = ["rare-features-gradient-descent", "rare-features-adagrad"]
    plain, adagrad = runs = [Run(folder, name) for name in names]
    page.add(
        "AdaGrad on rare features",
        [f"After {len(plain.rows()) - 1} epochs AdaGrad has a loss of {number(adagrad.last())}, "
         f"{relation(adagrad.last(), plain.last())} plain descent's {number(plain.last())}."],
        [page.plot("rare-features", runs, "--log")], names)


def vanishing(page, folder):
    names = ["vanishing-sigmoid", "vanishing-relu"]
    runs = [Run(folder, name, "training.log_layers=true") for name in names]
    sentences = []
    for name, run in zip(names, runs):
        rows = [row for row in run.rows("layers.csv") if row["epoch"] == "1"]
        norms = [float(row["gradient_norm"]) for row in rows]
        kind = name.removeprefix("vanishing-")
        if norms[0] > 0 and norms[-1] > 0:
            ratio = norms[-1] / norms[0]
            size = f"{number(ratio)} times smaller" if ratio > 1 else f"{number(1 / ratio)} times larger"
            sentences.append(
                f"With {kind} the gradient of the first layer is {size} than that of the last after the first "
                f"epoch ({number(norms[0])} and {number(norms[-1])})")
        else:
            sentences.append(f"With {kind} a gradient is exactly 0 after the first epoch")
        sentences[-1] += f"; at the end the training accuracy is {number(run.last('train_accuracy'))}."
    page.add(
        "Vanishing gradients", sentences,
        [page.plot("vanishing", runs, "--y", "train_loss"), layer_picture(page, names, runs)], names)


def layer_picture(page, names, runs):
    """The norm of each layer's gradient after the first epoch."""
    lines, data = [], ""
    for number_, (name, run) in enumerate(zip(names, runs)):
        data += f"$d{number_} << END\n"
        for row in run.rows("layers.csv"):
            if row["epoch"] == "1":
                data += f"{row['layer']} {row['gradient_norm']}\n"
        data += "END\n"
        color = ["#0072b2", "#d55e00"][number_]
        lines.append(f"$d{number_} using 1:2 with linespoints lw 2 pt {[7, 5][number_]} "
                     f"lc rgb '{color}' title '{name}'")
    picture = page.folder / "layers.svg"
    script = (
        "set terminal svg size 800,480 font 'sans-serif,14' background '#ffffff' noenhanced\n"
        f"set output '{picture}'\nset logscale y\nset format y '%g'\nset grid\nset key below\n"
        "set xlabel 'layer, from the inputs on'\nset ylabel 'norm of the gradient, epoch 1'\n"
        f"{data}plot {', '.join(lines)}\n")
    subprocess.run(["gnuplot"], input=script, text=True, check=True)
    return picture


def activations(page, folder):
    names = [f"activation-{kind}" for kind in ("identity", "sigmoid", "tanh", "relu")]
    runs = [Run(folder, name) for name in names]
    best = max(run.last("train_accuracy") for run in runs)
    sentences = [
        f"{name.removeprefix('activation-').capitalize()}: loss {number(run.last())}, accuracy "
        f"{number(run.last('train_accuracy'))} on the training rows, "
        f"{number(run.last('validation_accuracy'))} on the validation rows."
        for name, run in zip(names, runs)]
    sentences.append(
        "The highest accuracy on the training rows have "
        + ", ".join(name.removeprefix("activation-") for name, run in zip(names, runs)
                    if run.last("train_accuracy") == best) + ".")
    page.add(
        "Activations", sentences, [page.plot("activations", runs, "--y", "train_loss", "--log")], names)


def overfitting(page, folder):
    names = ["overfit", "overfit-l2", "overfit-l1", "overfit-elastic-net", "overfit-dropout"]
    runs = [Run(folder, name) for name in names]
    plain = runs[0].last("validation_loss")
    sentences = [
        f"Without help the loss ends at {number(runs[0].last())} on the training rows and at "
        f"{number(plain)} on the validation rows."]
    for name, run in zip(names[1:], runs[1:]):
        loss = run.last("validation_loss")
        sentences.append(
            f"With {name.removeprefix('overfit-').replace('-', ' ')} the latter is {number(loss)}, "
            f"{relation(loss, plain)} that.")
    page.add(
        "Over-fitting, and what may help", sentences,
        [page.plot("overfitting", runs, "--y", "validation_loss", "--log"),
         page.plot("overfitting-train", runs[:1], "--log")], names)


def towers(page, folder):
    names = ["tower-plain", "tower-residual"]
    plain, residual = runs = [Run(folder, name) for name in names]
    page.add(
        "Twenty layers, with and without a way around each",
        [f"The plain tower ends at a training loss of {number(plain.last())} and an accuracy of "
         f"{number(plain.last('train_accuracy'))}; where each layer's outputs are added to what it reads, "
         f"the same layers end at {number(residual.last())} and {number(residual.last('train_accuracy'))}."],
        [page.plot("towers", runs, "--y", "train_loss", "--log")], names)


def wide_and_deep(page, folder):
    names = ["wide", "deep", "wide-and-deep"]
    runs = [Run(folder, name) for name in names]
    sentences = [
        f"{name.replace('-', ' ').capitalize()}: the loss ends at {number(run.last())} on the training rows "
        f"and at {number(run.last('validation_loss'))} on the validation rows."
        for name, run in zip(names, runs)]
    page.add(
        "Rare tags beside a wavy surface", sentences,
        [page.plot("wide-and-deep", runs, "--y", "validation_loss", "--log")], names)


def adding_tables():
    if not (ROOT / "datasets/adding-train.csv").exists():
        subprocess.run([sys.executable, ROOT / "scripts/make_datasets.py", "--adding"], check=True)


def cliff(page, folder):
    """Momentum at a rate that is too high for a hundred steps back through time."""
    settings = ['optimizer={"name":"momentum","learning_rate":0.1}', "training.epochs=4"]
    runs = {
        label: Run(
            folder, name, *settings, f"training.clip_norm={norm}", label=label.replace(" ", "-"),
            may_diverge=True)
        for label, name, norm in [
            ("recurrent without clipping", "adding-recurrent", "1e30"),
            ("recurrent with clipping", "adding-recurrent", "1"),
            ("LSTM without clipping", "adding-lstm", "1e30")]}
    sentences = []
    for label, run in runs.items():
        norms = run.finite_steps("gradient_norm")
        losses = run.finite_steps("loss")
        sentences.append(
            f"{label[0].upper()}{label[1:]}: half of the updates have a gradient of a norm below "
            f"{number(sorted(norms)[len(norms) // 2])}, the steepest has {number(max(norms))}; the greatest "
            f"loss of an update is {number(max(losses))}"
            + ("." if (run.path / "model.safetensors").exists() else
               f", and after update {len(losses)} it is no longer finite."))
    page.add(
        "The cliff of gradients through time", sentences,
        [curve_picture(page, "through-time", "gradient_norm", runs)],
        ["adding-recurrent", "adding-lstm"])


def memory(page, folder):
    names = ["adding-recurrent", "adding-lstm"]
    runs = [Run(folder, name) for name in names]
    page.add(
        "A sum over a hundred steps",
        [f"{name}: the mean squared error on the test rows is {number(run.metric('test', 'loss'))}."
         for name, run in zip(names, runs)]
        + ["Always answering 1 has about 1/6."],
        [page.plot("adding", runs, "--y", "train_loss", "--log")], names)


def curve_picture(page, name, column, runs):
    """A column of steps.csv over the updates, in logarithms."""
    colors = ["#d55e00", "#0072b2", "#009e73"]
    data, lines = "", []
    for index, (label, run) in enumerate(runs.items()):
        values = "\n".join(map(str, run.finite_steps(column)))
        data += f"$d{index} << END\n{values}\nEND\n"
        lines.append(f"$d{index} using 0:1 with lines lc rgb '{colors[index]}' title '{label}'")
    picture = page.folder / f"{name}.svg"
    script = (
        "set terminal svg size 800,480 font 'sans-serif,14' background '#ffffff' noenhanced\n"
        f"set output '{picture}'\nset logscale y\nset format y '%g'\nset grid\nset key below\n"
        f"set xlabel 'update'\nset ylabel '{column}'\n{data}plot {', '.join(lines)}\n")
    subprocess.run(["gnuplot"], input=script, text=True, check=True)
    return picture


def filters(page, folder):
    run = Run(folder, "digits-cnn")
    (count, _, height, width), weights = run.tensor("layers.strokes.weight")
    page.add(
        "What the first filters look for",
        [f"The {count} filters of the first convolution, {height} × {width} pixels each: light where a "
         "bright pixel raises the sum, dark where it lowers it, grey where it does not matter. The network "
         f"tells {number(100 * run.metric('test', 'accuracy'))} % of the digits that were held back."],
        [filter_picture(page, weights, count, height, width)], ["digits-cnn"])


def filter_picture(page, weights, count, height, width):
    """Filters side by side, each with its own greatest weight as the brightest or darkest grey."""
    cell, gap, in_row = 14, 14, 8
    size = height * width
    step_x, step_y = width * cell + gap, height * cell + gap
    parts = []
    for index in range(count):
        values = weights[index * size:(index + 1) * size]
        greatest = max(map(abs, values)) or 1
        x0, y0 = gap + index % in_row * step_x, gap + index // in_row * step_y
        for place, value in enumerate(values):
            grey = round(127.5 * (1 + value / greatest))
            parts.append(
                f'<rect x="{x0 + place % width * cell}" y="{y0 + place // width * cell}" width="{cell}" '
                f'height="{cell}" fill="rgb({grey},{grey},{grey})"/>')
    size_x = gap + min(count, in_row) * step_x
    size_y = gap + -(-count // in_row) * step_y
    picture = page.folder / "filters.svg"
    picture.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size_x} {size_y}" '
        f'width="{size_x}" height="{size_y}" shape-rendering="crispEdges">'
        f'<rect width="{size_x}" height="{size_y}" fill="#b8c7d9"/>{"".join(parts)}</svg>\n')
    return picture


def neighbours(page, folder):
    names = ["cora", "cora-without-graph"]
    graph, alone = Run(folder, names[0]), Run(folder, names[1])
    nodes, edges = ROOT / "datasets/cora-nodes.csv.gz", ROOT / "datasets/cora-edges.csv"
    with gzip.open(nodes, "rt", newline="") as lines:
        rows = [(row["paper"], row["topic"], row["split"]) for row in csv.DictReader(lines)]

    def answers(run, *options):
        text = dlrun("predict", run.path, "--data", nodes, "--quiet", *options)
        return [row["prediction"] for row in csv.DictReader(text.splitlines())]

    with_graph, without = answers(graph, "--edges", edges), answers(alone)
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
    told = [
        f"Paper {paper}, of {topics[paper]}, is taken for {wrong} by its own words alone, and for what it is "
        f"with those of the {len(near[paper])} papers beside it." for _, paper, wrong in found]
    page.add(
        "What a paper is about, by its words and by its neighbours",
        [f"On the test papers the graph's network is right in {number(100 * graph.metric('test', 'accuracy'))} % "
         f"and a network of single papers in {number(100 * alone.metric('test', 'accuracy'))} %.", *told,
         "In the pictures a colour is a topic, and each paper has its neighbours around it."],
        [neighbour_picture(page, [paper for _, paper, _ in found], near, topics)], names)


def neighbour_picture(page, papers, near, topics):
    """Papers with their neighbours in a circle, each in the colour of its topic."""
    colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#999999"]
    order = sorted(set(topics.values()))
    size, radius = 220, 80
    parts = []

    def dot(x, y, paper, width):
        color = colors[order.index(topics[paper]) % len(colors)]
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{width}" fill="{color}"/>')

    for index, paper in enumerate(papers):
        x0, y0 = size * (index + 0.5), size / 2
        around = sorted(near[paper])
        places = [
            (x0 + radius * math.cos(2 * math.pi * k / len(around)),
             y0 + radius * math.sin(2 * math.pi * k / len(around))) for k in range(len(around))]
        for x, y in places:
            parts.append(
                f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x:.1f}" y2="{y:.1f}" stroke="#999999"/>')
        for (x, y), neighbour in zip(places, around):
            dot(x, y, neighbour, 9)
        dot(x0, y0, paper, 15)
    picture = page.folder / "neighbours.svg"
    picture.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size * len(papers)} {size}" '
        f'width="{size * len(papers)}" height="{size}">{"".join(parts)}</svg>\n')
    return picture


def boundary(page, folder):
    epochs = [0, 10, 50, 500]
    run = Run(folder, "xor", f"training.snapshots={json.dumps(epochs)}")
    accuracy = run.column("train_accuracy")
    after = ", ".join(f"{number(accuracy[epoch])} after epoch {epoch}" for epoch in epochs)
    page.add(
        "The boundary of XOR, epoch by epoch",
        [f"The accuracy is {after}; the loss falls" if run.last() < run.column("train_loss")[0]
         else f"The accuracy is {after}; the loss goes"]
        + [f"from {number(run.column('train_loss')[0])} to {number(run.last())}."],
        [page.surface("xor", run, "--at-epochs", ",".join(map(str, epochs)))], ["xor"])


def main():
    if len(sys.argv) > 2:
        sys.exit("usage: scripts/gallery.py [FOLDER]")
    if not os.access(DLRUN, os.X_OK):
        sys.exit(f"gallery.py: no program at {DLRUN}: run 'make build', or set DLRUN")
    folder = Path(sys.argv[1] if len(sys.argv) == 2 else "runs/gallery")
    if folder.exists() and any(folder.iterdir()) and not (folder / "index.html").exists():
        sys.exit(f"gallery.py: {folder} holds something else than a gallery")
    shutil.rmtree(folder, ignore_errors=True)
    runs = folder / "runs"
    runs.mkdir(parents=True)
    page = Page(folder)
    descents(page, runs)
    pair(page, runs, "Momentum in a ravine",
         ["ravine-gradient-descent", "ravine-momentum", "ravine-nesterov"], 0.02, "--log")
    saddle(page, runs)
    pair(page, runs, "Beside a saddle", ["near-saddle-gradient-descent", "near-saddle-momentum"], 0.1)
    rare(page, runs)
    vanishing(page, runs)
    activations(page, runs)
    overfitting(page, runs)
    boundary(page, runs)
    towers(page, runs)
    wide_and_deep(page, runs)
    filters(page, runs)
    adding_tables()
    cliff(page, runs)
    memory(page, runs)
    neighbours(page, runs)
    (folder / "index.html").write_text(page.text())
    print(folder / "index.html")


main()
