"""Evaluates a network on rows in memory with PyTorch and prints the seconds and the loss of each repeat.

Usage: peer_torch_evaluate.py ROWS REPEATS UNITS...

As much as dlrun does: all outputs are kept, and the mean loss is computed. The size of the batches is
the fastest of some large ones.
"""

import sys
import time

import torch
from torch import nn

BATCHES = [1024, 8192, 65536, 1 << 30]


def evaluate(network, inputs, targets, batch):
    outputs, total = [], 0.0
    for start in range(0, len(inputs), batch):
        x, y = inputs[start:start + batch], targets[start:start + batch]
        z = network(x)
        if z.shape[1] == 1:
            outputs.append(z)
            total += 0.5 * nn.functional.mse_loss(z, y, reduction="sum").item()
        else:
            logarithms = nn.functional.log_softmax(z, 1)
            outputs.append(logarithms)
            total += nn.functional.nll_loss(logarithms, y, reduction="sum").item()
    return torch.cat(outputs), total / len(inputs)


def timed(*arguments):
    start = time.perf_counter()
    _, loss = evaluate(*arguments)
    return time.perf_counter() - start, loss


def main():
    rows, repeats, *units = (int(argument) for argument in sys.argv[1:])
    torch.manual_seed(1)
    modules = []
    for inputs, outputs in zip(units, units[1:]):
        modules += [nn.Linear(inputs, outputs), nn.ReLU()]
    network = nn.Sequential(*modules[:-1]).eval()
    inputs = torch.rand(rows, units[0]) * 2 - 1
    is_regression = units[-1] == 1
    targets = torch.zeros(rows, 1) if is_regression else torch.zeros(rows, dtype=torch.int64)
    with torch.inference_mode():
        for batch in BATCHES:  # the first run of a size warms up
            timed(network, inputs, targets, batch)
        best = min(BATCHES, key=lambda batch: timed(network, inputs, targets, batch))
        for _ in range(repeats):
            print(*timed(network, inputs, targets, best))


main()
