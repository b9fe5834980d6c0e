"""What the programs that dlrun is compared with share: the job they are given and what they report."""

import json
import math
import sys
import time

import numpy as np


class Job:
    """A training to be done: the file that bench.py writes, and the data that it names."""

    def __init__(self, path):
        with open(path) as file:
            self.settings = json.load(file)
        self.layers = self.settings["layers"]
        self.activations = self.settings["activations"]
        self.model = self.settings["model"]
        self.shape = self.settings["shape"]
        self.is_classification = self.settings["loss"] == "cross_entropy"
        self.batch = self.settings["batch"]
        self.epochs = self.settings["epochs"]
        self.optimizer = self.settings["optimizer"]
        self.options = self.settings["options"]

    def data(self):
        """Inputs [rows, inputs] and targets, class numbers [rows] or numbers [rows, outputs]."""
        inputs = np.load(self.settings["inputs"])
        targets = np.load(self.settings["targets"])
        return inputs, targets.astype(np.int64) if self.is_classification else targets

    def initial_weights(self):
        """(weights [units, inputs], biases [units]) for each layer, drawn as dlrun draws them."""
        random = np.random.default_rng(1)
        parameters = []
        for inputs, units, activation in zip(self.layers, self.layers[1:], self.activations):
            limit = math.sqrt(6 / inputs if activation == "relu" else 6 / (inputs + units))
            weights = random.uniform(-limit, limit, (units, inputs)).astype(np.float32)
            parameters.append((weights, np.zeros(units, np.float32)))
        return parameters


class Epochs:
    """The seconds and the loss of each epoch, printed as one JSON object at the end."""

    def __init__(self):
        self.seconds = []
        self.losses = []
        self.start = time.perf_counter()

    def end_epoch(self, loss):
        now = time.perf_counter()
        self.seconds.append(now - self.start)
        self.losses.append(float(loss))
        self.start = now

    def report(self):
        json.dump({"seconds": self.seconds, "losses": self.losses}, sys.stdout)
        print()


def read_job():
    return Job(sys.argv[1])
