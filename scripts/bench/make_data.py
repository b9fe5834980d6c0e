"""Makes the tables that the benchmark trains on: a CSV for dlrun and the same numbers for its peers.

Usage: make_data.py FOLDER KIND ROWS [COLUMNS]

Writes FOLDER/KIND-ROWS[-COLUMNS].csv, and beside it .inputs.npy and .targets.npy with what a network
gets: float32, row-major. The numbers follow from the arguments. KIND is one of

    pictures  784 integers from 0 to 255, about half of them 0, and one of ten labels; scaled to [0, 1]
    digits    COLUMNS integers from 0 to 9 and one of ten labels, not scaled
    waves     COLUMNS numbers with three decimals, a wave in noise, and one of ten labels, its frequency
    numbers   32 numbers with three decimals and a number to predict
    xor       the four rows of XOR, as -1 and 1, again and again
    bits      the eight rows of three bits, as -1 and 1, again and again, and how many are 1, modulo 3
"""

import pathlib
import sys

import numpy as np
import pyarrow
from pyarrow import csv


def labels_by_teacher(inputs, random):
    """Ten classes by a random linear function, about equally many rows in each."""
    scores = (inputs - inputs.mean(0)) @ random.standard_normal((inputs.shape[1], 10), np.float32)
    return (scores - scores.mean(0)).argmax(1)


def pictures(rows, random):
    numbers = random.integers(-255, 256, (rows, 784), np.int16)
    numbers = np.maximum(numbers, 0).astype(np.uint8)
    lowest, highest = numbers.min(0), numbers.max(0)
    inputs = ((numbers - lowest) / (highest - lowest)).astype(np.float32)
    return numbers, inputs, labels_by_teacher(inputs, random)


def digits(rows, random, columns):
    numbers = random.integers(0, 10, (rows, columns), np.uint8)
    inputs = numbers.astype(np.float32)
    return numbers, inputs, labels_by_teacher(inputs, random)


def waves(rows, random, columns):
    labels = random.integers(0, 10, rows)
    phases = random.uniform(0, 2 * np.pi, (rows, 1))
    angles = 2 * np.pi * np.arange(columns) / columns * (labels[:, None] + 1)
    numbers = (np.sin(angles + phases) + random.standard_normal((rows, columns)) / 2).round(3)
    return numbers, numbers.astype(np.float32), labels


def numbers(rows, random):
    numbers = random.standard_normal((rows, 32)).round(3)
    inputs = numbers.astype(np.float32)
    hidden = np.tanh(inputs @ random.standard_normal((32, 8), np.float32) / 4)
    targets = hidden @ random.standard_normal((8, 1), np.float32)
    return numbers, inputs, targets.round(3)


def xor(rows, random):
    row = np.arange(rows)
    bits = np.stack([row & 1, row >> 1 & 1], 1)
    inputs = (2 * bits - 1).astype(np.float32)
    return inputs.astype(np.int8), inputs, (2 * (bits[:, 0] ^ bits[:, 1]) - 1)[:, None]


def bits(rows, random):
    bits = np.arange(rows)[:, None] >> np.arange(3) & 1
    inputs = 2 * bits - 1
    return inputs.astype(np.int8), inputs.astype(np.float32), bits.sum(1) % 3


MAKERS = {
    "pictures": pictures, "digits": digits, "waves": waves, "numbers": numbers, "xor": xor, "bits": bits}


def main():
    folder, kind, *sizes = sys.argv[1:]
    rows, *columns = (int(size) for size in sizes)
    cells, inputs, targets = MAKERS[kind](rows, np.random.default_rng(rows), *columns)
    target_cells = targets.ravel()
    if kind == "numbers":
        target_cells = target_cells.astype(np.float64).round(3)
    columns = {f"x{number}": column for number, column in enumerate(cells.T)}
    table = pyarrow.table({**columns, "y": target_cells})
    path = pathlib.Path(folder) / "-".join([kind, *sizes])
    np.save(f"{path}.inputs.npy", inputs)
    np.save(f"{path}.targets.npy", targets.astype(np.float32))
    # Last, so that a file that exists stands for all three.
    csv.write_csv(
        table, f"{path}.csv.part", csv.WriteOptions(quoting_style="none", include_header=True))
    pathlib.Path(f"{path}.csv.part").rename(f"{path}.csv")


main()
