#!/usr/bin/env python3
"""Trains on a table larger than the memory that a process may use, and compares that with training in memory.

A CSV of the wanted size is made, trained on with `ulimit -v`, then without, and once more through a pipe, which can be
read only once. Printed are the rows per second of the fastest epochs, the most resident memory (getrusage, mapped
pages included), and whether the models are the same, byte for byte.
"""

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import time

COLUMNS = 32
LIMIT = 2 << 30


def make_table(path, size):
    """Cells have eight bytes each, so that a table is made as fast as the disk takes it."""
    import numpy

    random = numpy.random.default_rng(1)
    values = 1 + 9 * random.random(1 << 16)
    texts = numpy.array([f"{value:.5f},".encode()[:8] for value in values], dtype="S8")
    values = numpy.array([float(text[:7]) for text in texts])
    weights = random.normal(size=COLUMNS)
    rows = 0
    with open(path, "wb") as file:
        names = [f"x{number}" for number in range(COLUMNS)] + ["y"]
        file.write(",".join(names).encode() + b"\n")
        while file.tell() < size:
            picks = random.integers(0, len(values), size=(1 << 16, COLUMNS))
            sums = (values[picks] - 5.5) @ weights
            noise = random.normal(scale=2, size=len(sums))
            labels = numpy.where(sums + noise > 0, b"1\n", b"0\n").astype("S2")
            cells = texts[picks].view(f"S{8 * COLUMNS}").ravel()
            lines = numpy.char.add(cells, labels)
            file.write(lines.tobytes())
            rows += len(lines)
    return rows


def own_addresses(program):
    """The addresses that the program takes to start with: the least limit under which it does, less its reserve."""
    low, high = 16 << 20, 8 << 30
    while high - low > 1 << 20:
        middle = (low + high) // 2
        line = f"ulimit -v {middle >> 10}; exec {program} --version"
        works = subprocess.run(["bash", "-c", line], capture_output=True).returncode == 0
        low, high = (low, middle) if works else (middle, high)
    return high - (40 << 20)


def run(program, arguments, limit=None, standard_input=None):
    """Returns seconds and the most resident bytes."""
    words = [program] + arguments
    if limit:
        words = ["bash", "-c", f'ulimit -v {limit >> 10}; exec "$@"', "bash"] + words
    start = time.time()
    process = subprocess.Popen(words, stdin=standard_input, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"{' '.join(words)} failed")
    return time.time() - start, usage.ru_maxrss << 10


def fastest_epoch(folder):
    with open(f"{folder}/curves.csv") as file:
        seconds = [float(row["seconds"]) for row in csv.DictReader(file)]
    return min(after - before for before, after in zip(seconds, seconds[1:]))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default=".build/release/dlrun")
    parser.add_argument("--gigabytes", type=float, default=4)
    parser.add_argument("--folder", default=".build/bench/scale", help="for table and runs")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--units", type=int, default=64)
    parser.add_argument("--only-limited", action="store_true", help="where memory has no room for the table")
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.program)
    os.makedirs(arguments.folder, exist_ok=True)
    os.chdir(arguments.folder)
    table = f"rows-{arguments.gigabytes:g}.csv"
    if not os.path.exists(table):
        make_table("making.csv", arguments.gigabytes * 1e9)
        os.rename("making.csv", table)
    size = os.path.getsize(table)
    configuration = {
        "name": "scale",
        "data": {"train": table, "target": ["y"], "task": "classification", "validation": 0.05},
        "preprocessing": {"numeric": "standard"},
        "model": {
            "layers": [
                {"units": arguments.units, "activation": "relu"},
                {"units": arguments.units, "activation": "relu"},
                {"units": 2, "activation": "softmax"},
            ]
        },
        "training": {"epochs": arguments.epochs, "batch_size": 256, "seed": 1},
    }
    with open("scale.json", "w") as file:
        json.dump(configuration, file)
    limit = own_addresses(program) + LIMIT
    results = {}
    cases = [("limited", limit, None)] + ([] if arguments.only_limited else [("memory", None, None)])
    for name, limit, _ in cases:
        shutil.rmtree(name, ignore_errors=True)
        options = ["train", "scale.json", "--out", name, "--quiet"]
        seconds, resident = run(program, options, limit)
        with open(f"{name}/metrics.json") as file:
            metrics = json.load(file)
        with open(f"{name}/data.json") as file:
            rows = json.load(file)["splits"][0]["rows"]
        results[name] = rows / fastest_epoch(name)
        print(
            f"{name}: {size / 1e9:.1f} GB, {rows} training rows, {results[name] / 1e6:.3f} million rows/s in the "
            f"fastest epoch, {resident / 1e6:.0f} MB resident, {seconds:.0f} s in all, "
            f"training loss {metrics['train']['loss']:.4f}",
            flush=True,
        )
    if "memory" in results:
        print(f"rows per second: {results['limited'] / results['memory']:.2f} of those in memory")
        same = open("limited/model.safetensors", "rb").read() == open("memory/model.safetensors", "rb").read()
        print("models: the same bytes" if same else "models: DIFFERENT")


main()
