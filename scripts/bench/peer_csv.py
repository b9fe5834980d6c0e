"""Reads a CSV file of numbers into a row-major float32 matrix and prints the seconds.

Usage: peer_csv.py LIBRARY FILE SMALL_FILE

The small file is read first, so that what a library loads or starts at its first call is not counted.
"""

import sys
import time

import numpy as np


def by_pandas(path):
    import pandas

    return pandas.read_csv(path, dtype=np.float32).to_numpy()


def by_pandas_with_pyarrow(path):
    import pandas

    return pandas.read_csv(path, engine="pyarrow").to_numpy(dtype=np.float32)


def by_polars(path):
    import polars

    return polars.read_csv(path).cast(polars.Float32).to_numpy(order="c")


def by_pyarrow(path):
    from pyarrow import csv

    table = csv.read_csv(path)
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
    library, path, small = sys.argv[1:]
    read = READERS[library]
    np.ascontiguousarray(read(small))
    start = time.perf_counter()
    matrix = np.ascontiguousarray(read(path))
    seconds = time.perf_counter() - start
    assert matrix.dtype == np.float32
    print(seconds, matrix.shape[0], matrix.shape[1])


main()
