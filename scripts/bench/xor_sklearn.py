"""configs/xor.json with one row an update, 500 epochs, as a user would write it with scikit-learn.

Usage: xor_sklearn.py XOR.csv
"""

import csv
import sys
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

warnings.simplefilter("ignore", ConvergenceWarning)
with open(sys.argv[1]) as file:
    _, *rows = csv.reader(file)
table = np.array(rows, dtype=np.float32)
network = MLPClassifier(
    (8,), activation="tanh", solver="adam", alpha=0, batch_size=1, learning_rate_init=0.05,
    max_iter=500, n_iter_no_change=501, tol=0, random_state=0)
network.fit(table[:, :-1], table[:, -1].astype(int))
print(network.loss_curve_[-1])
