#!/usr/bin/env python3
"""Compares the order of an epoch that dlrun uses for tables of several blocks with a full shuffle.

Rows are dealt to blocks, of as many neighbours as there are blocks one to each; an epoch takes the blocks in random
order, and the rows of each in random order (Sources/Tabular/Memory/RowBlocks.swift). Three data sets of scikit-learn,
sorted by their targets, which is the worst case, are trained on with the same network in the three orders: a full
shuffle, dealt blocks, and blocks of neighbours without dealing. Printed are mean training losses over several seeds, and
the share of pairs of rows in one batch that meet again in the next epoch.

Usage: order.py [--blocks N] [--seeds N] [--epochs N]
"""

import argparse

import numpy
from sklearn import datasets

BATCH = 32


def deal(rows, blocks, random):
    """The rows of each block."""
    members = [[] for _ in range(blocks)]
    for start in range(0, rows, blocks):
        turn = range(start, min(start + blocks, rows))
        for block, row in zip(random.permutation(len(turn)), turn):
            members[block].append(row)
    return [numpy.array(block) for block in members]


def epoch_order(blocks, random):
    return numpy.concatenate([random.permutation(blocks[number]) for number in random.permutation(len(blocks))])


def train(inputs, targets, orders, seed, classes):
    """Yields the mean loss of each epoch: one hidden layer of 32 tanh units, momentum, as the rows are trained on."""
    random = numpy.random.default_rng(seed)
    outputs = classes or 1
    shapes = [(inputs.shape[1], 32), (32, outputs)]
    weights = [random.normal(scale=1 / shape[0] ** 0.5, size=shape) for shape in shapes]
    biases = [numpy.zeros(shape[1]) for shape in shapes]
    speeds = [numpy.zeros_like(value) for value in weights + biases]
    for order in orders:
        total = 0.0
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            x, y = inputs[rows], targets[rows]
            hidden = numpy.tanh(x @ weights[0] + biases[0])
            z = hidden @ weights[1] + biases[1]
            if classes:
                p = numpy.exp(z - z.max(axis=1, keepdims=True))
                p /= p.sum(axis=1, keepdims=True)
                total -= numpy.log(p[numpy.arange(len(rows)), y]).sum()
                delta = p
                delta[numpy.arange(len(rows)), y] -= 1
            else:
                delta = z - y[:, None]
                total += 0.5 * (delta**2).sum()
            delta = delta / len(rows)
            below = (delta @ weights[1].T) * (1 - hidden**2)
            gradients = [x.T @ below, hidden.T @ delta, below.sum(axis=0), delta.sum(axis=0)]
            for value, speed, gradient in zip(weights + biases, speeds, gradients):
                speed *= 0.9
                speed += 0.02 * gradient
                value -= speed
        yield total / len(order)


def together(first, second):
    """The share of pairs in a batch of one order that are in one batch of the other."""
    place = numpy.empty(len(second), dtype=int)
    place[second] = numpy.arange(len(second)) // BATCH
    pairs = same = 0
    for start in range(0, len(first), BATCH):
        batches = place[first[start : start + BATCH]]
        counts = numpy.bincount(batches)
        same += (counts * (counts - 1) // 2).sum()
        pairs += len(batches) * (len(batches) - 1) // 2
    return same / pairs


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blocks", type=int, default=8)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--epochs", type=int, default=20)
    arguments = parser.parse_args()
    sources = [
        ("digits", datasets.load_digits(), 10),
        ("breast cancer", datasets.load_breast_cancer(), 2),
        ("diabetes", datasets.load_diabetes(), 0),
    ]
    shown = sorted({1, 2, 5, 10, arguments.epochs} & set(range(1, arguments.epochs + 1)))
    print("| data | order | " + " | ".join(f"epoch {epoch}" for epoch in shown) + " | pairs that meet again |")
    print("|---" * (len(shown) + 3) + "|")
    for name, source, classes in sources:
        sorting = numpy.argsort(source.target, kind="stable")
        inputs, targets = source.data[sorting], source.target[sorting]
        inputs = (inputs - inputs.mean(axis=0)) / (inputs.std(axis=0) + 1e-9)
        if not classes:
            targets = (targets - targets.mean()) / targets.std()
        for order in ["full shuffle", "dealt blocks", "blocks of neighbours"]:
            losses, shares = [], []
            for seed in range(arguments.seeds):
                random = numpy.random.default_rng(1000 + seed)
                rows = len(inputs)
                blocks = {
                    "full shuffle": [numpy.arange(rows)],
                    "dealt blocks": deal(rows, arguments.blocks, random),
                    "blocks of neighbours": numpy.array_split(numpy.arange(rows), arguments.blocks),
                }[order]
                orders = [epoch_order(blocks, random) for _ in range(arguments.epochs)]
                losses.append(list(train(inputs, targets, orders, seed, classes)))
                shares.append(numpy.mean([together(*pair) for pair in zip(orders, orders[1:])]))
            means, deviations = numpy.mean(losses, axis=0), numpy.std(losses, axis=0)
            cells = [f"{means[epoch - 1]:.4f} ± {deviations[epoch - 1]:.4f}" for epoch in shown]
            print(f"| {name} | {order} | " + " | ".join(cells) + f" | {numpy.mean(shares):.3f} |")


main()
