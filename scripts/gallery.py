#!/usr/bin/env python3
"""Trains the configurations that show the ideas of a first course, and puts their pictures on one page.

    scripts/gallery.py [FOLDER]

The page is FOLDER/index.html, runs/gallery/index.html unless another folder is named; what is there
already is replaced. Every figure in its sentences, and whether one is said to be higher or lower than
another, is taken from the files of these runs. Uses $DLRUN, or .build/release/dlrun; pictures need gnuplot.
"""

import base64
import csv
import html
import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DLRUN = os.environ.get("DLRUN", str(ROOT / ".build/release/dlrun"))


def dlrun(*arguments):
    """Runs dlrun and returns its standard output."""
    ending = subprocess.run([DLRUN, *map(str, arguments)], stdout=subprocess.PIPE, text=True)
    if ending.returncode != 0:
        sys.exit(ending.returncode)
    return ending.stdout


class Run:
    """A run of a configuration, and what its files say."""

    def __init__(self, folder, name, *settings, label=None):
        self.path = folder / (label or name)
        overrides = [part for setting in settings for part in ("--set", setting)]
        dlrun("train", ROOT / f"configs/{name}.json", "--quiet", "--out", self.path, *overrides)

    def rows(self, file="curves.csv"):
        with open(self.path / file, newline="") as lines:
            return list(csv.DictReader(lines))

    def column(self, name, file="curves.csv"):
        return [float(row[name]) for row in self.rows(file) if row[name] != ""]

    def last(self, name="train_loss"):
        return self.column(name)[-1]

    def first_epoch_below(self, limit):
        return next((e for e, loss in enumerate(self.column("train_loss")) if loss < limit), None)


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
    (folder / "index.html").write_text(page.text())
    print(folder / "index.html")


main()
