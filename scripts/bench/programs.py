"""The programs that the benchmark runs, each as a function that runs it once and measures."""

import csv
import gzip
import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RELEASE = ROOT / ".build/release"
FOLDER = ROOT / ".build/bench"
RUN = FOLDER / "run"
PREDICTOR = FOLDER / "predictor"  # the run that rows are predicted with
PYTHON = os.environ.get("DLRUN_BENCH_PYTHON") or FOLDER / "venv/bin/python"
THREADS = len(os.sched_getaffinity(0))
PRODUCT = 1024  # the extents of the product whose rate is measured
CORA_NODES = ROOT / "datasets/cora-nodes.csv.gz"
CORA_EDGES = ROOT / "datasets/cora-edges.csv"


class Unavailable(Exception):
    """A program that is missing or fails, with what it said."""


@dataclass(frozen=True)
class Memory:
    """The greatest resident memory of a process."""

    bytes: int

    def __str__(self):
        return f"{self.bytes / 1e6:.0f} MB"


@dataclass(frozen=True)
class Measurement:
    seconds: float
    losses: tuple = ()  # of each epoch, or of the one evaluation
    memory: Memory | None = None

    def __str__(self):
        return duration(self.seconds)


@dataclass(frozen=True)
class Rates:
    """Additions and multiplications per second on one thread: on registers alone, and of a product."""

    peak: float
    product: float

    def __str__(self):
        return f"peak {self.peak / 1e9:.1f} and product {self.product / 1e9:.1f} Gop/s"


def duration(seconds):
    """In a unit in which it has few digits."""
    for unit, scale in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def run(command, environment=None):
    """The standard output of a command."""
    command = [str(part) for part in command]
    try:
        result = subprocess.run(
            command, capture_output=True, text=True, env={**os.environ, **(environment or {})})
    except OSError as error:
        raise Unavailable(str(error)) from None
    if result.returncode:
        lines = result.stderr.strip().splitlines() or [f"exit code {result.returncode}"]
        raise Unavailable(lines[-1])
    return result.stdout


def numbers(text):
    """The numbers of a program's output, line by line."""
    return [[float(cell) for cell in line.split()] for line in text.splitlines()]


# Data


def table(kind, rows, *columns):
    """The path of a table without its ending; made where it is missing."""
    name = "-".join(str(part) for part in (kind, rows, *columns))
    path = FOLDER / "data" / name
    if not path.with_name(name + ".csv").exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        run([PYTHON, HERE / "make_data.py", path.parent, kind, rows, *columns])
    return path


def csv_of(path):
    return path.with_name(path.name + ".csv")


def cora_nodes():
    """The path of Cora's nodes, with the training rows in a split and no others, since an evaluation in
    each epoch would be timed with it."""
    path = FOLDER / "data/cora-nodes.csv"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with gzip.open(CORA_NODES, "rt", newline="") as file:
            header, *rows = csv.reader(file)
        split = header.index("split")
        for row in rows:
            row[split] = row[split] if row[split] == "train" else ""
        unfinished = path.with_suffix(".part")
        with open(unfinished, "w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
        unfinished.rename(path)
    return path


# Training


def timed_epochs(seconds, losses, rows):
    """Seconds per row, without the first epoch: it makes plans, compiles, fills caches."""
    rest = seconds[1:]
    return Measurement(sum(rest) / len(rest) / rows, tuple(losses))


def configuration(workload, path, epochs):
    """What `dlrun train` needs to do a workload."""
    kind = workload.data[0]
    is_classification = workload.loss == "cross_entropy"
    descent = {"descent": "mini_batch", "batch_size": workload.batch}
    return {
        "data": {
            "train": str(csv_of(path)), "target": "y",
            "task": "classification" if is_classification else "regression",
            **({"shape": workload.shape} if workload.shape else {}),
        },
        "preprocessing": {"numeric": "min_max" if kind == "pictures" else "none"},
        "model": {"layers": workload.elements},
        "loss": workload.loss,
        "optimizer": workload.optimizer,
        "training": {
            **(descent if workload.batch > 1 else {"descent": "stochastic"}),
            "epochs": epochs, "seed": 1,
        },
    }


def train_dlrun(workload, path, rows, epochs, threads=THREADS, folder=RUN):
    return train_configuration(configuration(workload, path, epochs), rows, threads, folder)


def train_configuration(settings, rows, threads=THREADS, folder=RUN):
    shutil.rmtree(folder, ignore_errors=True)
    file = FOLDER / "config.json"
    file.write_text(json.dumps(settings))
    command = [
        RELEASE / "dlrun", "train", file, "--quiet", "--out", folder, "--threads", threads]
    peak = peak_memory(command)
    with open(folder / "curves.csv") as curves:
        lines = list(csv.DictReader(curves))
    ends = [float(line["seconds"]) for line in lines]
    seconds = [end - start for start, end in zip(ends, ends[1:])]
    measured = timed_epochs(seconds, [float(line["train_loss"]) for line in lines[1:]], rows)
    return Measurement(measured.seconds, measured.losses, peak)


def peak_memory(command, output=subprocess.DEVNULL):
    """Runs a command; the memory that it took at most."""
    process = subprocess.Popen([str(part) for part in command], stdout=output)
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        process.kill()
        raise
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Unavailable(f"dlrun ended with exit code {process.returncode}")
    return Memory(usage.ru_maxrss * 1024)


PEER_FILES = {
    "PyTorch": "peer_torch.py", "PyTorch compiled": "peer_torch.py", "JAX": "peer_jax.py",
    "scikit-learn": "peer_sklearn.py",
}


def train_peer(name, workload, path, rows, epochs, variant):
    if name in ("FANN", "C by hand"):
        return train_xor(name, workload, rows, epochs)
    environment, options = variant
    if name == "PyTorch compiled":
        # Compiles by itself, not by processes that would be taken for those of others.
        environment = {**environment, "TORCHINDUCTOR_COMPILE_THREADS": "1"}
    if options.get("threads") == "all":
        options = {**options, "threads": THREADS}
    job = {
        "inputs": f"{path}.inputs.npy", "targets": f"{path}.targets.npy",
        "layers": workload.layers, "activations": workload.activations, "loss": workload.loss,
        "model": workload.model, "shape": workload.shape,
        "batch": workload.batch, "epochs": epochs, "optimizer": workload.optimizer,
        "options": {**options, "compile": name == "PyTorch compiled"},
    }
    file = FOLDER / "job.json"
    file.write_text(json.dumps(job))
    result = json.loads(run([PYTHON, HERE / PEER_FILES[name], file], environment))
    return timed_epochs(result["seconds"], result["losses"], rows)


def train_graph(workload, epochs):
    hidden, output = (
        {"kind": "graph_convolution", "units": workload.units, "activation": "relu",
         "dropout": workload.dropout, "regularization": {"kind": "l2", "lambda": workload.penalty}},
        {"kind": "graph_convolution", "activation": "softmax"})
    settings = {
        "data": {
            "train": str(cora_nodes()), "target": "topic",
            "split": {"column": "split"},
            "edges": {"file": str(CORA_EDGES), "from": "citing", "to": "cited", "node": "paper"},
        },
        "preprocessing": {"numeric": "none", "normalize_rows": "l1"},
        "model": {"layers": [{"kind": "dropout", "dropout": workload.dropout}, hidden, output]},
        "loss": "cross_entropy",
        "optimizer": workload.optimizer,
        "training": {"descent": "batch", "epochs": epochs, "seed": 1},
    }
    return train_configuration(settings, 1)


def train_graph_peer(workload, epochs, has_sparse_words):
    job = {
        "nodes": str(cora_nodes()), "edges": str(CORA_EDGES), "epochs": epochs, "threads": THREADS,
        "units": workload.units, "dropout": workload.dropout, "penalty": workload.penalty,
        "learning_rate": workload.optimizer["learning_rate"], "sparse_words": has_sparse_words,
    }
    file = FOLDER / "job.json"
    file.write_text(json.dumps(job))
    result = json.loads(run([PYTHON, HERE / "peer_torch_graph.py", file]))
    return timed_epochs(result["seconds"], result["losses"], 1)


def train_xor(name, workload, rows, epochs):
    program = FOLDER / {"FANN": "xor_fann", "C by hand": "xor"}[name]
    settings = workload.optimizer
    lines = numbers(
        run([program, epochs, rows, settings["learning_rate"], settings["momentum"]]))
    return timed_epochs([line[0] for line in lines], [line[1] for line in lines], rows)


# Other workloads


def rates():
    """In a fraction of a second, so that it can stand beside everything that is measured."""
    size = ("--rows", PRODUCT, "--columns", PRODUCT, "--depth", PRODUCT)
    return Rates(*numbers(run([RELEASE / "Benchmarks", "product", *size]))[0])


def read_by_dlrun(path, threads):
    """Reads a CSV file into matrices."""
    command = [RELEASE / "Benchmarks", "csv", path, "--target", "y", "--threads", threads]
    return Measurement(numbers(run(command))[0][0])


def read_by_peer(name, path, small, threads):
    return Measurement(numbers(run([PYTHON, HERE / "peer_csv.py", name, path, small, threads]))[0][0])


def predict(path):
    """From the start of the process to its end, with the answers in a file."""
    with open(FOLDER / "answers.csv", "w") as answers:
        start = time.perf_counter()
        command = [RELEASE / "dlrun", "predict", PREDICTOR, "--data", csv_of(path)]
        peak_memory(command, answers)
        return Measurement(time.perf_counter() - start)


def start_of_program(runs=50):
    """The median time in which dlrun says its version."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        run([RELEASE / "dlrun", "--version"])
        seconds.append(time.perf_counter() - start)
    return Measurement(median(seconds))


def evaluate(name, workload, rows, threads=THREADS, repeats=3):
    if name == "dlrun":
        command = [
            RELEASE / "Benchmarks", "evaluate", "--units", *workload.layers, "--rows", rows,
            "--threads", threads, "--repeats", repeats]
    else:
        command = [PYTHON, HERE / "peer_torch_evaluate.py", rows, repeats, *workload.layers]
    lines = numbers(run(command))
    return Measurement(min(line[0] for line in lines), (lines[0][1],))


def xor_process(name):
    """XOR from the start of the process to its end."""
    shutil.rmtree(RUN, ignore_errors=True)
    if name == "dlrun":
        command = [
            RELEASE / "dlrun", "train", ROOT / "configs/xor.json", "--quiet", "--out", RUN,
            "--set", "training.descent=stochastic"]
    else:
        script = {"PyTorch": "xor_torch.py", "scikit-learn": "xor_sklearn.py"}[name]
        command = [PYTHON, HERE / script, ROOT / "datasets/xor.csv"]
    start = time.perf_counter()
    run(command)
    return Measurement(time.perf_counter() - start)
