"""Reads a CSV file of numbers into a row-major float32 matrix and prints the seconds.

Usage: peer_csv.py LIBRARY FILE SMALL_FILE THREADS

The small file is read first, so that what a library loads or starts at its first call is not counted.
pandas' own reader has but one thread.
"""

import csv
import os
import sys
import time

import numpy as np


def names(path):
    with open(path, newline="") as file:
        return next(csv.reader(file))


def by_pandas(path):
    import pandas

    return pandas.read_csv(path, dtype=np.float32).to_numpy()


def by_pandas_with_pyarrow(path):
    import pandas

    return pandas.read_csv(path, engine="pyarrow").to_numpy(dtype=np.float32)


def by_polars(path):
    import polars

    types = {name: polars.Float32 for name in names(path)}
    return polars.read_csv(path, schema_overrides=types).to_numpy(order="c")


def by_pyarrow(path):
    import pyarrow
    from pyarrow import csv as reader

    types = {name: pyarrow.float32() for name in names(path)}
    options = reader.ConvertOptions(column_types=types)
    table = reader.read_csv(path, convert_options=options)
    matrix = np.empty((table.num_columns, table.num_rows), np.float32)
    for number, column in enumerate(table.columns):
        matrix[number] = column.to_numpy()
    return matrix.T


READERS = {
    "pandas": by_pandas,
    "pandas, engine pyarrow": by_pandas_with_pyarrow,
    "polars": by_polars,
    "pyarrow": by_pyarrow,
}


def main():
    library, path, small, threads = sys.argv[1:]
    read = READERS[library]
    # Read when polars is imported, and when pyarrow starts its threads.
    os.environ["POLARS_MAX_THREADS"] = os.environ["OMP_NUM_THREADS"] = threads
    np.ascontiguousarray(read(small))
    start = time.perf_counter()
    matrix = np.ascontiguousarray(read(path))
    seconds = time.perf_counter() - start
    assert matrix.dtype == np.float32
    print(seconds, matrix.shape[0], matrix.shape[1])


main()
