#!/usr/bin/env python3
"""Measures what a second thread brings, and what it costs where other processes want the processors.

Usage: threads.py [--runs N] [--busy N ...] [--program PATH] [--write]

A network of 250-128-128-3 is trained on 10,000 rows for 5 epochs, by one thread and by the default number,
in turns, beside 0, 1 and 2 processes that do nothing but compute. Times are those of the whole program,
reading the table included. --write writes THREADS.md beside this file.
"""

import argparse
import json
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

import machine
import programs

ROWS, COLUMNS, EPOCHS = 10_000, 250, 5
RESULTS = programs.HERE / "THREADS.md"
# What is asked for: of the mean, and of the worst run.
MOST_OF_MEAN, MOST_OF_WORST = 1.15, 2


def write_task(folder):
    """A table of three classes by a sum of ten numbers, and the configuration."""
    generator = random.Random(1)
    with open(folder / "table.csv", "w") as file:
        file.write(",".join(f"x{number}" for number in range(COLUMNS)) + ",label\n")
        for _ in range(ROWS):
            row = [generator.gauss(0, 1) for _ in range(COLUMNS)]
            total = sum(row[:10])
            label = "low" if total < -1.4 else "middle" if total < 1.4 else "high"
            file.write(",".join(f"{number:.4f}" for number in row) + f",{label}\n")
    hidden = {"units": 128, "activation": "relu"}
    configuration = {
        "data": {"train": "table.csv", "target": "label"},
        "model": {"layers": [hidden, hidden, {"activation": "softmax"}]},
        "training": {"epochs": EPOCHS},
    }
    (folder / "config.json").write_text(json.dumps(configuration))


def seconds(program, folder, *arguments):
    with tempfile.TemporaryDirectory(dir=folder) as out:
        start = time.perf_counter()
        subprocess.run(
            [program, "train", folder / "config.json", "--out", f"{out}/run", "--quiet", *arguments],
            check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start


def measure(program, folder, busy, runs):
    """The times by one thread and by the default, in turns, beside so many busy processes."""
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(busy)]
    try:
        seconds(program, folder)
        pairs = [(seconds(program, folder, "--threads", "1"), seconds(program, folder))
                 for _ in range(runs)]
    finally:
        for other in others:
            other.kill()
            other.wait()
    return [one for one, _ in pairs], [default for _, default in pairs]


def row(busy, one, default):
    mean = statistics.mean(one)
    ratio, worst = statistics.mean(default) / mean, max(default) / mean
    is_met = ratio <= MOST_OF_MEAN and worst < MOST_OF_WORST
    return (
        f"| {busy} | {mean:.3f} | {max(one):.3f} | {statistics.mean(default):.3f} | {max(default):.3f} "
        f"| {ratio:.2f} | {worst:.2f} | {'yes' if is_met else 'no'} |")


HEADING = """\
| busy processes | one thread: mean, s | worst, s | default: mean, s | worst, s | mean / mean of one thread \
| worst / mean of one thread | as asked |
|---|---|---|---|---|---|---|---|"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--busy", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--program", default=programs.RELEASE / "dlrun")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    lines = HEADING.splitlines()
    print(HEADING, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        write_task(folder)
        for busy in arguments.busy:
            lines.append(row(busy, *measure(arguments.program, folder, busy, arguments.runs)))
            print(lines[-1], flush=True)
    if arguments.write:
        RESULTS.write_text(f"""\
# Threads beside busy processes

By `make bench-threads`: a network of {COLUMNS}-128-128-3 trained on {ROWS:,} rows for {EPOCHS} epochs by one
thread and by the default number of threads, in turns, {arguments.runs} runs each, beside other processes that do
nothing but compute. Times are those of the whole program. Asked for: the default's mean is at most
{MOST_OF_MEAN} × that of one thread, and no run takes {MOST_OF_WORST} × as long.

{machine.hardware()}
{machine.build()}

""" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
