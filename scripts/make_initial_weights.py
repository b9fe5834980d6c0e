#!/usr/bin/env python3
"""Makes the initial weights of the configurations that start at a chosen place of the loss.

    python3 scripts/make_initial_weights.py

Writes configs/start-*.safetensors (F64). Only the standard library is needed.
"""

import json
import math
import pathlib
import random
import struct

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "configs"


def write(name, tensors):
    """A safetensors file: length of the header, header in JSON, values, all little-endian."""
    header, values = {}, b""
    for tensor, (shape, numbers) in tensors.items():
        assert len(numbers) == math.prod(shape)
        start = len(values)
        values += struct.pack(f"<{len(numbers)}d", *numbers)
        header[tensor] = {"dtype": "F64", "shape": shape, "data_offsets": [start, len(values)]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (FOLDER / name).write_bytes(struct.pack("<Q", len(text)) + text + values)


def dense(i, units, inputs, weights, biases):
    return {f"layers.{i}.weight": ([units, inputs], weights), f"layers.{i}.bias": ([units], biases)}


def main():
    # The published 2-2-1 example: weights .11 .21 into h1, .12 .08 into h2, .14 .15 into the output.
    write("start-two-two-one.safetensors", {
        "layers.0.weight": ([2, 2], [0.11, 0.21, 0.12, 0.08]),
        "layers.1.weight": ([1, 2], [0.14, 0.15]),
    })
    # XOR, 2-4-1: exactly on the saddle, and a little beside it.
    write("start-saddle.safetensors",
          dense(0, 4, 2, [0.0] * 8, [0.0] * 4) | dense(1, 1, 4, [0.0] * 4, [0.0]))
    draw = random.Random(1)
    beside = lambda count: [draw.uniform(-0.1, 0.1) for _ in range(count)]
    write("start-near-saddle.safetensors",
          dense(0, 4, 2, beside(8), [0.0] * 4) | dense(1, 1, 4, beside(4), [0.0]))
    # One saturated unit that is wrong on every row.
    write("start-plateau.safetensors", dense(0, 1, 1, [-10.0], [0.0]))
    # One weight: left of a narrow valley that is not the deepest one.
    write("start-local-minimum.safetensors", {"layers.0.weight": ([1, 1], [-2.0])})
    # One weight: on the face of a cliff.
    write("start-cliff.safetensors", {"layers.0.weight": ([1, 1], [0.005])})


if __name__ == "__main__":
    main()
