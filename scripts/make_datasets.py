#!/usr/bin/env python3
"""Makes every file in datasets/ (datasets/README.md says what each is for).

    python3 scripts/make_datasets.py            # the made ones: standard library only
    python3 scripts/make_datasets.py --adding   # the adding problem, 9 MB that are not committed
    python3 scripts/make_datasets.py --real     # iris, wine, breast cancer, digits: needs scikit-learn

Everything is drawn from fixed seeds, so the files come out the same each time.
"""

import csv
import gzip
import io
import math
import pathlib
import random
import sys

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "datasets"


def write(name, header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    data = text.getvalue().encode()
    # Without a time in its header a compressed file is the same each time, too.
    (FOLDER / name).write_bytes(gzip.compress(data, mtime=0) if name.endswith(".gz") else data)


def gates():
    corners = [(0, 0), (0, 1), (1, 0), (1, 1)]
    write("and.csv", ["a", "b", "out"], [(a, b, a & b) for a, b in corners])
    write("xor.csv", ["a", "b", "out"], [(a, b, a ^ b) for a, b in corners])


def spirals():
    """Two arms of two turns each, the second being the first turned by 180 degrees."""
    draw = random.Random(1)
    rows = []
    for i in range(200):
        radius = 0.1 + 0.9 * i / 199
        angle = 4 * math.pi * i / 199
        for arm in (0, 1):
            x = radius * math.cos(angle + math.pi * arm) + draw.gauss(0, 0.01)
            y = radius * math.sin(angle + math.pi * arm) + draw.gauss(0, 0.01)
            rows.append((round(x, 4), round(y, 4), "ab"[arm]))
    write("spirals.csv", ["x", "y", "arm"], rows)


def rings():
    """A disc inside a ring: no straight line separates them."""
    draw = random.Random(2)
    rows = []
    for i in range(300):
        inside = i % 2 == 0
        radius = draw.uniform(0, 0.5) if inside else draw.uniform(0.7, 1)
        angle = draw.uniform(0, 2 * math.pi)
        rows.append((round(radius * math.cos(angle), 4), round(radius * math.sin(angle), 4),
                     "disc" if inside else "ring"))
    write("rings.csv", ["x", "y", "shape"], rows)


def moons():
    """Two interleaved half circles with noise; large enough to tell the three descents apart."""
    draw = random.Random(3)
    rows = []
    for i in range(1000):
        angle = math.pi * draw.random()
        x, y = math.cos(angle), math.sin(angle)
        if i % 2:
            x, y = 1 - x, 0.5 - y
        rows.append((round(x + draw.gauss(0, 0.2), 3), round(y + draw.gauss(0, 0.2), 3),
                     ("upper", "lower")[i % 2]))
    write("moons.csv", ["x", "y", "moon"], rows)


def slope():
    """y = 2 a - 3 b + 1 with noise; inputs of equal spread, so one learning rate suits all."""
    draw = random.Random(4)
    rows = []
    for _ in range(100):
        a, b = draw.gauss(0, 1), draw.gauss(0, 1)
        rows.append((round(a, 3), round(b, 3), round(2 * a - 3 * b + 1 + draw.gauss(0, 0.1), 3)))
    write("slope.csv", ["a", "b", "y"], rows)


def ravine():
    """y = steep / 2 + 5 flat with noise; one input is ten times as wide as the other, so that the
    loss is a hundred times as steep along its weight."""
    draw = random.Random(5)
    rows = []
    for _ in range(200):
        steep, flat = draw.gauss(0, 10), draw.gauss(0, 1)
        rows.append((round(steep, 3), round(flat, 3),
                     round(0.5 * steep + 5 * flat + draw.gauss(0, 0.1), 3)))
    write("ravine.csv", ["steep", "flat", "y"], rows)


def rare():
    """Bag-of-words-like rows: 4 words in half of the rows each, 16 in about one row of a hundred,
    all with the same say in y."""
    draw = random.Random(6)
    shares = [0.5] * 4 + [0.01] * 16
    weights = [draw.choice([-1, 1]) * draw.uniform(1, 2) for _ in shares]
    rows = []
    for _ in range(1000):
        words = [int(draw.random() < share) for share in shares]
        y = sum(word * weight for word, weight in zip(words, weights))
        rows.append(words + [round(y, 4)])
    header = [f"often{i}" for i in range(1, 5)] + [f"rare{i}" for i in range(1, 17)] + ["y"]
    write("rare.csv", header, rows)


def landscapes():
    """A few rows each, for networks of one or two weights whose loss can be drawn on paper."""
    write("plateau.csv", ["x", "side"], [(-1, "left"), (-0.5, "left"), (0.5, "right"), (1, "right")])
    write("local-minimum.csv", ["x", "y"], [(6, -0.8)] + [(0.3, 0.8)] * 7)
    write("cliff.csv", ["x", "y"], [(50, 0.9), (0.5, -0.9)])


def overfit():
    """y depends on 3 inputs; 17 more are noise, and there are only 40 rows to learn from."""
    draw = random.Random(7)
    header = [f"signal{i}" for i in range(1, 4)] + [f"noise{i}" for i in range(1, 18)] + ["y"]
    for name, count in [("overfit-train.csv", 40), ("overfit-validation.csv", 400)]:
        rows = []
        for _ in range(count):
            x = [round(draw.gauss(0, 1), 3) for _ in range(20)]
            y = 1.5 * x[0] - x[1] + 0.75 * x[2] + draw.gauss(0, 0.5)
            rows.append(x + [round(y, 3)])
        write(name, header, rows)


def by_hand():
    write("two-two-one.csv", ["x1", "x2", "y"], [(2, 3, 1)])


def tags():
    """Sixty rare tags, each with a say of its own in y, and two numbers with a wavy one."""
    draw = random.Random(10)
    weights = [draw.choice([-1, 1]) * draw.uniform(0.5, 1.5) for _ in range(60)]
    header = [f"tag{i}" for i in range(60)] + ["x1", "x2", "y"]
    for name in ("train", "validation"):
        rows = []
        for _ in range(600):
            has = [int(draw.random() < 0.08) for _ in weights]
            x1, x2 = (round(draw.uniform(-1, 1), 3) for _ in range(2))
            y = sum(word * weight for word, weight in zip(has, weights))
            y += 2 * math.sin(3 * x1) * math.cos(3 * x2) + draw.gauss(0, 0.3)
            rows.append(has + [x1, x2, round(y, 3)])
        write(f"tags-{name}.csv", header, rows)


def adding():
    """The sum of two marked numbers among a hundred, one in each half."""
    steps = 100
    header = [f"{name}{step}" for step in range(steps) for name in ("value", "marker")] + ["sum"]
    for name, count, seed in [("train", 10_000, 8), ("test", 1_000, 9)]:
        draw = random.Random(seed)
        rows = []
        for _ in range(count):
            values = [round(draw.random(), 3) for _ in range(steps)]
            marked = draw.randrange(steps // 2), draw.randrange(steps // 2, steps)
            cells = [cell for step in range(steps) for cell in (values[step], int(step in marked))]
            rows.append(cells + [round(sum(values[step] for step in marked), 3)])
        write(f"adding-{name}.csv", header, rows)


def real():
    from sklearn import datasets, model_selection

    for name, data in [
        ("iris", datasets.load_iris()),
        ("wine", datasets.load_wine()),
        ("breast-cancer", datasets.load_breast_cancer()),
    ]:
        header = [c.replace(" (cm)", "").replace(" ", "_").replace("/", "_")
                  for c in data.feature_names]
        classes = [str(c) for c in data.target_names]
        rows = [[repr(float(v)) for v in x] + [classes[y]] for x, y in zip(data.data, data.target)]
        train, test = model_selection.train_test_split(
            rows, test_size=0.2, random_state=0, stratify=data.target
        )
        target = {"iris": "species", "wine": "cultivar", "breast-cancer": "diagnosis"}[name]
        write(f"{name}-train.csv", header + [target], train)
        write(f"{name}-test.csv", header + [target], test)
    pictures = datasets.load_digits()
    write("digits.csv.gz", [f"p{i}" for i in range(64)] + ["digit"],
          [[int(v) for v in x] + [y] for x, y in zip(pictures.data, pictures.target)])


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    if sys.argv[1:] == ["--real"]:
        real()
    elif sys.argv[1:] == ["--adding"]:
        adding()
    elif sys.argv[1:]:
        sys.exit("usage: make_datasets.py [--real | --adding]")
    else:
        for make in (gates, spirals, rings, moons, slope, ravine, rare, landscapes, overfit, tags, by_hand):
            make()
