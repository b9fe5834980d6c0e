"""What the benchmark runs, as data: workloads, the goals for them and how the programs are set up."""

from dataclasses import dataclass, field
from itertools import product

MOMENTUM = {"name": "momentum", "learning_rate": 0.02, "momentum": 0.9}
ADAM = {"name": "adam", "learning_rate": 0.001}


@dataclass(frozen=True)
class Training:
    """A network trained on a table. Numbers in pairs are for the whole benchmark and the quick one."""

    name: str
    data: tuple  # the kind for make_data.py and, of digits, the columns
    rows: tuple
    epochs: tuple  # the first is not timed
    layers: list  # inputs and units
    activations: list
    loss: str
    batch: int
    optimizer: dict
    goals: dict = field(default_factory=dict)  # least ratio to each program
    peers: tuple = ()
    # Of programs that take long: other numbers.
    rows_of: dict = field(default_factory=dict)
    epochs_of: dict = field(default_factory=dict)
    shares: tuple = (None, None)  # least of the peak, on one thread and on all
    # Of a network that is more than dense layers, in the place of layers and activations: the elements
    # of model.layers, and the extents of a row as in data.shape.
    model: list = field(default_factory=list)
    shape: list = field(default_factory=list)

    @property
    def elements(self):
        """The elements of model.layers."""
        return self.model or [
            {"units": units, "activation": activation}
            for units, activation in zip(self.layers[1:], self.activations)]

    @property
    def product_operations(self):
        """Additions and multiplications of the matrix products, per row; None where there are more than
        dense layers.

        Forward and gradient of the weights in every layer, and the gradient of the inputs in all but
        the first.
        """
        if self.model:
            return None
        sizes = [a * b for a, b in zip(self.layers, self.layers[1:])]
        return 2 * (2 * sizes[0] + 3 * sum(sizes[1:]))


WIDE, NARROW = (0.85, 0.80), (0.60, 0.60)
WIDE_GOALS = {"PyTorch": 2.5, "JAX": 1.5}
# The quick variant leaves these out.
SLOW_PEERS = ("PyTorch compiled", "scikit-learn")
NETWORK_PEERS = ("PyTorch", "JAX", "scikit-learn")

TRAINING = [
    Training(
        "784-512-256-10, batch 128, momentum", ("pictures",), (25_600, 12_800), (4, 3),
        [784, 512, 256, 10], ["relu", "relu", "softmax"], "cross_entropy", 128, MOMENTUM,
        {**WIDE_GOALS, "scikit-learn": 2.2}, (*NETWORK_PEERS, "PyTorch compiled"), shares=WIDE),
    Training(
        "784-300-200-100-10 tanh, batch 64, momentum", ("pictures",), (25_600, 12_800), (4, 3),
        [784, 300, 200, 100, 10], ["tanh", "tanh", "tanh", "softmax"], "cross_entropy", 64, MOMENTUM,
        WIDE_GOALS, ("PyTorch", "JAX"), shares=WIDE),
    Training(
        "784-1000-10, batch 256, Adam", ("pictures",), (25_600, 12_800), (4, 3), [784, 1000, 10],
        ["relu", "softmax"], "cross_entropy", 256, ADAM, WIDE_GOALS, ("PyTorch", "JAX"), shares=WIDE),
    Training(
        "784-4096-10, batch 1024, momentum", ("pictures",), (12_800, 12_800), (3, 2),
        [784, 4096, 10], ["relu", "softmax"], "cross_entropy", 1024, MOMENTUM),
    Training(
        "784-128-64-10, batch 32, Adam", ("pictures",), (25_600, 12_800), (4, 3),
        [784, 128, 64, 10], ["relu", "relu", "softmax"], "cross_entropy", 32, ADAM,
        {"PyTorch": 5, "JAX": 1.5, "scikit-learn": 6}, NETWORK_PEERS, shares=NARROW),
    Training(
        "32-64-1, batch 64, Adam", ("numbers",), (200_000, 20_000), (4, 4),
        [32, 64, 1], ["relu", "identity"], "squared_error", 64, ADAM,
        {"PyTorch": 10, "JAX": 2}, NETWORK_PEERS),
    Training(
        "XOR 2-4-1 tanh, one row an update, momentum", ("xor",), (20_000, 2_000), (100, 100),
        [2, 4, 1], ["tanh", "tanh"], "squared_error", 1, MOMENTUM,
        {"PyTorch": 1000, "JAX": 1, "FANN": 1, "C by hand": 1},
        ("PyTorch", "JAX", "FANN", "C by hand"),
        rows_of={"PyTorch": (2_000, 400)}, epochs_of={"PyTorch": (2, 2)}),
    Training(
        "3-8-3 tanh, one row an update, momentum", ("bits",), (20_000, 2_000), (100, 100), [3, 8, 3],
        ["tanh", "softmax"], "cross_entropy", 1, MOMENTUM, {"JAX": 1}, ("PyTorch", "JAX"),
        rows_of={"PyTorch": (2_000, 400)}, epochs_of={"PyTorch": (2, 2)}),
]

CONVOLUTION_PEERS = ("PyTorch", "PyTorch compiled")


def convolution(filters, kernel_size):
    return [
        {"kind": "convolution", "filters": filters, "kernel_size": kernel_size, "activation": "relu"},
        {"kind": "pooling", "method": "max", "size": 2}]


def dense(units):
    return [{"kind": "dense", "units": units, "activation": "relu"}]


OUTPUT = [{"kind": "dense", "units": 10, "activation": "softmax"}]

TRAINING += [
    Training(
        "CNN 28×28×1, 16 and 32 filters of 5×5, dense 128, batch 64, Adam", ("pictures",),
        (12_800, 6_400), (3, 2), [], [], "cross_entropy", 64, ADAM, {"PyTorch": 2},
        CONVOLUTION_PEERS, shape=[28, 28, 1],
        model=convolution(16, 5) + convolution(32, 5) + dense(128) + OUTPUT),
    Training(
        "CNN 96×1, 16 and 32 filters of 5, dense 64, batch 64, Adam", ("waves", 96),
        (25_600, 6_400), (3, 3), [], [], "cross_entropy", 64, ADAM, {"PyTorch": 2},
        ("PyTorch",), shape=[96, 1],
        model=convolution(16, 5) + convolution(32, 5) + dense(64) + OUTPUT),
    *(
        Training(
            f"{kind.upper()} of 64 units on 28 × 28 steps, batch 64, Adam", ("pictures",),
            (25_600, 6_400), (3, 3), [], [], "cross_entropy", 64, ADAM, {"PyTorch": 2},
            ("PyTorch",), shape=[28, 28], model=[{"kind": kind, "units": 64}] + OUTPUT)
        for kind in ("gru", "lstm")),
]


@dataclass(frozen=True)
class GraphTraining:
    """Kipf and Welling's network on the citations of Cora, all nodes in each update."""

    name: str = "GCN 1433-16-7 on Cora, all 2,708 nodes an update, Adam"
    epochs: tuple = (200, 50)
    units: int = 16
    dropout: float = 0.5  # of the inputs and of the hidden layer
    penalty: float = 0.00025  # λ of λ Σ W² on the first layer
    optimizer: dict = field(default_factory=lambda: {"name": "adam", "learning_rate": 0.01})
    goals: dict = field(default_factory=lambda: {"PyTorch": 2})
    # Whether the words are a sparse matrix, too; that of the neighbours always is.
    peers: dict = field(default_factory=lambda: {"PyTorch": False, "PyTorch, sparse words": True})


GRAPH = GraphTraining()

# How the peers may be set up: the fastest of these in a short run is taken. Each is the environment
# and the options of the job.
VARIANTS = {
    "PyTorch": [
        ({}, {"threads": threads, "optimizer": optimizer})
        for threads, optimizer in product(("all", 1), ("foreach", "fused"))
    ],
    "JAX": [({}, {}), ({"XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false"}, {})],
    "scikit-learn": [({}, {}), ({"OPENBLAS_NUM_THREADS": "1"}, {})],
}


def variants(name, workload):
    """The set-ups of a peer that are tried for a workload; None where there is but one."""
    if not workload.model:
        return VARIANTS.get(name)
    layouts = ("channels_first", "channels_last") if len(workload.shape) == 3 else ("channels_first",)
    return [
        ({}, {"threads": threads, "optimizer": optimizer, "layout": layout})
        for threads, optimizer, layout in product(("all", 1), ("foreach", "fused"), layouts)
    ]


@dataclass(frozen=True)
class Evaluation:
    """The outputs and the loss of a network on rows in memory."""

    layers: list
    rows: tuple
    goal: float = 2.0  # least ratio to PyTorch
    share: float | None = None  # least of the peak

    def title(self, rows):
        return f"evaluation of {rows:,} rows by {'-'.join(str(size) for size in self.layers)}"

    @property
    def product_operations(self):
        """Additions and multiplications of the matrix products, per row."""
        return 2 * sum(a * b for a, b in zip(self.layers, self.layers[1:]))


EVALUATIONS = [
    Evaluation([32, 64, 1], (1_000_000, 250_000)),
    Evaluation([784, 128, 64, 10], (200_000, 50_000)),
    Evaluation([784, 1024, 1024, 10], (20_000, 10_000), share=0.85),
]

PREDICTED_ROWS = (1_000_000, 100_000)
# Reading the file alone, by the time of predicting its rows.
PREDICT_GOALS = {"reading alone": 1}

CSV_ROWS = (60_000, 12_800)
CSV_READERS = ("pandas", "pandas, engine pyarrow", "polars", "pyarrow")
CSV_GOAL = 4.0

PROCESS_GOALS = {"PyTorch": 30, "scikit-learn": 10}
PROCESS_MILLISECONDS = 60

MEMORY_ROWS = (60_000, 12_800)


def numbers_network(rows, epochs):
    """32-64-1 on another number of rows."""
    return Training(
        "32-64-1, batch 64, Adam", ("numbers",), (rows, rows), (epochs, epochs), [32, 64, 1],
        ["relu", "identity"], "squared_error", 64, ADAM)


def scaling_by_rows(rows):
    """In the more epochs the fewer the rows are."""
    return numbers_network(rows, max(3, 1 + 2_000_000 // rows))


def scaling_by_width(width, batch):
    """Two square layers, on as many rows and epochs as one thread takes about a second for, where so few
    are enough."""
    operations = 10 * width * width
    rows = min(25_600, max(1536, 40_000_000_000 // operations // 512 * 512))
    epochs = 1 + max(3, 100_000_000_000 // (rows * operations))
    has_peers = (width, batch) == (1024, 128)
    # So small a rate keeps wide networks from diverging on inputs that are not scaled.
    optimizer = {"name": "momentum", "learning_rate": 1e-5, "momentum": 0.9}
    return Training(
        f"{width}-{width}-{width}-10, batch {batch}, momentum", ("digits", width), (rows, rows),
        (epochs, epochs), [width, width, width, 10], ["relu", "relu", "softmax"], "cross_entropy",
        batch, optimizer, WIDE_GOALS if has_peers else {}, ("PyTorch", "JAX") if has_peers else (),
        shares=WIDE if width >= 256 else NARROW)


SCALING_ROWS = ((10_000, 100_000, 1_000_000), (10_000, 100_000))
# Widths and batches.
SCALING_WIDTHS = (
    (
        (64, 32), (64, 128), (128, 32), (128, 128), (256, 128), (512, 64), (512, 128), (512, 512),
        (1024, 64), (1024, 128), (1024, 512), (2048, 128), (4096, 128)),
    ((64, 32), (256, 128), (512, 128)))
SCALING_GOAL = 1.1
