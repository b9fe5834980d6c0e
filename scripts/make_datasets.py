#!/usr/bin/env python3
"""Makes every file in datasets/ (datasets/README.md says what each is for).

    python3 scripts/make_datasets.py            # the made ones: standard library only
    python3 scripts/make_datasets.py --adding   # the adding problem, 9 MB that are not committed
    python3 scripts/make_datasets.py --real     # iris, wine, breast cancer, digits: needs scikit-learn

Everything is drawn from fixed seeds, so the files come out the same each time.
"""

import csv
import datetime
import gzip
import io
import math
import pathlib
import random
import sys

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "datasets"


def write(name, header, rows, delimiter=","):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
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


def rentals():
    """Flats and their monthly rents as an office would export them: numbers with decimal commas and units, dates with
    the day first, an identifier, notes, missing cells in three spellings. The rent follows from the other columns but
    for noise of 6 %."""
    draw = random.Random(11)
    districts = {
        "Altstadt": 1.35, "Hafen": 1.2, "Westend": 1.15, "Nordpark": 1.0, "Neustadt": 0.95,
        "Gartenfeld": 0.9, "Bahnhof": 0.8, "Industriehof": 0.65,
    }
    heatings = {"district": 1.03, "gas": 1.0, "oil": 0.95, "heat pump": 1.08}
    rooms_of = [1, 1.5, 2, 2, 2.5, 3, 3, 3.5, 4, 5]
    remarks = [
        "quiet street", "view of the park", "kitchen is new", "no lift in the house", "cellar included",
        "pets after a word with us", "balcony to the south", "needs some paint", "close to the tram",
        "bicycles in the yard",
    ]

    def german(number, decimals):
        return f"{number:,.{decimals}f}".replace(",", " ").replace(".", ",").replace(" ", ".")

    def flat(number):
        rooms = draw.choice(rooms_of)
        area = max(18, 14 + 23 * rooms + draw.gauss(0, 8))
        district = draw.choices(list(districts), weights=[8, 6, 9, 12, 14, 9, 7, 4])[0]
        built = draw.choice([1905, 1928, 1955, 1968, 1974, 1985, 1996, 2008, 2017]) + draw.randint(-4, 4)
        heating = draw.choices(list(heatings), weights=[3, 5, 3, 2])[0]
        floor = draw.randint(0, 6)
        balcony = draw.random() < 0.55
        listed = datetime.date(2021, 1, 1) + datetime.timedelta(days=draw.randrange(1460))
        age = (2025 - built) / 100
        years = (listed - datetime.date(2021, 1, 1)).days / 365.25
        rent = (
            (90 + 10.2 * area ** 0.98) * districts[district] * heatings[heating]
            * (1.22 - 0.75 * age + 0.62 * age * age) * (1 + 0.045 * years)
            * (1.05 if balcony else 1) * (1 + 0.008 * floor) * math.exp(draw.gauss(0, 0.06))
        )
        note = "; ".join(draw.sample(remarks, draw.randint(1, 3))) + f", {draw.randint(2, 900)} visits"

        def missing(text, share):
            return draw.choice(["", "n/a", "?"]) if draw.random() < share else text

        cells = [
            f"F-{100000 + 37 * number}", listed.strftime("%d.%m.%Y"), district,
            german(area, 1) + " m²", f"{rooms:g}".replace(".", ","), missing(str(floor), 0.04),
            missing(str(built), 0.08), missing(heating, 0.05), "yes" if balcony else "no", note,
        ]
        return cells, german(rent, 2) + " €"

    header = ["id", "listed", "district", "area", "rooms", "floor", "built", "heating", "balcony", "note"]
    rows = [flat(number) for number in range(1500)]
    write("rentals.csv", header + ["rent"], [cells + [rent] for cells, rent in rows[:1200]], ";")
    write("rentals-test.csv", header + ["rent"], [cells + [rent] for cells, rent in rows[1200:]], ";")


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
        for make in (
            gates, spirals, rings, moons, slope, ravine, rare, landscapes, overfit, tags, by_hand, rentals,
        ):
            make()
