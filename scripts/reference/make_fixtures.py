#!/usr/bin/env python3
"""Makes Tests/Fixtures/reference: trajectories that dlrun must reproduce, computed with PyTorch in float64.

    python3 -m pip install torch safetensors
    python3 scripts/reference/make_fixtures.py [CASE ...]

Without names all cases are made anew; a name may have wildcards ('lstm-*').

Each case is a folder with a complete dlrun configuration (config.json) and what training it must
give (expected.json): loss, objective and gradient norm of each of 50 updates (46, two epochs,
for stochastic descent), the evaluation after each epoch where the case asks for one, and the final
tensors. Data are shared by the cases and stand beside them, as do the initial weights of dense
networks; networks of other kinds of layers (layers.py) have theirs in their folder.

Gradients come from PyTorch's automatic differentiation. The updates are PyTorch's own optimizers
where their rule is dlrun's; Nesterov (a true look-ahead point) and AdaGrad (epsilon inside the
root) differ there and are written out. Learning rates come from PyTorch's schedulers, clipped
gradients from its functions. Losses and penalties are written out as formulas where PyTorch has no
loss with dlrun's mean.
"""

import csv
import fnmatch
import json
import math
import pathlib
import random
import re
import shutil
import sys
import zlib

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from layers import Features, Tensors, forward, mixing_matrices

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Fixtures" / "reference"
WANTED = sys.argv[1:]
UPDATES = 50
ROWS = 23
WIDE = 36  # inputs of the tables that are given a shape
MANY = 1100  # rows of the table that does not fit in one piece
BATCH_SIZE = 5  # 5 + 5 + 5 + 5 + 3 rows: five updates an epoch, the last one on a smaller batch


# --- data ------------------------------------------------------------------------------------


def make_table(name, header, rows):
    with open(FOLDER / f"{name}.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def make_tables():
    """Small tables; row 3 is all zeros, so that ReLU layers without a bias meet z = 0 exactly."""
    draw = random.Random(20)
    binary, several, values, pairs = [], [], [], []
    for row in range(ROWS):
        x = [0.0] * 3 if row == 3 else [round(draw.gauss(0, 1), 3) for _ in range(3)]
        score = x[0] - 0.7 * x[1] + 0.5 * x[2] * x[0]
        first = round(score + 0.3 * draw.gauss(0, 1), 3)
        second = round(x[1] * x[2] - 0.4 * x[0] + 0.3 * draw.gauss(0, 1), 3)
        binary.append(x + ["yes" if first > 0 else "no"])
        several.append(x + ["red" if first > 0.5 else "green" if second > 0 else "blue"])
        values.append(x + [first])
        pairs.append(x + [first, second])
    names = ["a", "b", "c"]
    make_table("binary", names + ["answer"], binary)
    make_table("classes", names + ["colour"], several)
    make_table("values", names + ["y"], values)
    make_table("pairs", names + ["y", "z"], pairs)
    counts = [row[:3] + [max(0, round(2 + 2 * row[3] + draw.gauss(0, 1)))] for row in values]
    make_table("counts", names + ["n"], counts)
    amounts = [row[:3] + [round(math.exp(row[3] / 2), 3)] for row in values]
    make_table("amounts", names + ["amount"], amounts)
    # Categories between numbers and at the end. Two towns have one row only and one cell is missing, so
    # that most updates leave their vectors without a gradient.
    mixed = []
    for row, x in enumerate(values):
        drawn = draw.choice(["Bergen", "Cork", "Dover"]), draw.choice(["big", "small"])
        town = {4: "Aarhus", 9: "Essen", 15: ""}.get(row, drawn[0])
        mixed.append([x[0], town, x[1], drawn[1], x[3]])
    make_table("mixed", ["a", "town", "b", "size", "y"], mixed)
    # As many inputs as an image or a sequence has, all zeros again in row 3: greatest ones that are equal.
    wide, sorts = [], []
    for row in range(ROWS):
        x = [0.0] * WIDE if row == 3 else [round(draw.gauss(0, 1), 2) for _ in range(WIDE)]
        score = sum(x[:12]) / 4 - x[20] * x[21]
        wide.append(x + [round(score + 0.3 * draw.gauss(0, 1), 3)])
        sorts.append(x + ["red" if score > 0.5 else "green" if x[30] > 0 else "blue"])
    names = [f"x{i}" for i in range(WIDE)]
    make_table("wide", names + ["y"], wide)
    make_table("sorts", names + ["colour"], sorts)
    # More rows than are worked on at once.
    many = []
    for _ in range(MANY):
        x = [round(draw.gauss(0, 1), 2) for _ in range(2)]
        many.append(x + [round(x[0] - x[0] * x[1], 2)])
    make_table("many", ["a", "b", "y"], many)
    # Sequences of 1 to 12 steps with 3 features, whose other cells are empty.
    steps, features = SEQUENCES["short"]
    short = []
    for row, cells in enumerate(wide):
        length = {0: steps, 1: 1, 2: 2}.get(row, draw.randint(1, steps))
        short.append(cells[: length * features] + [""] * (WIDE - length * features) + cells[-1:])
    make_table("short", names + ["y"], short)
    # The same with at least 4 steps, as many as windows need that are not filled up.
    steps, features = SEQUENCES["lasting"]
    lasting = []
    for row, cells in enumerate(wide):
        length = 4 + row * 5 % (steps - 3)
        lasting.append(cells[: length * features] + [""] * (WIDE - length * features) + cells[-1:])
    make_table("lasting", names + ["y"], lasting)
    # Nodes of which some are for tests, or for nothing, and one has no neighbour. An edge that is given
    # twice, or both ways, is one, and one from a node to itself is none.
    nodes, edges = [], []
    for row, x in enumerate(values):
        part = {5: "test", 11: "test", 17: "", 20: ""}.get(row, "train")
        nodes.append([f"n{row}", part] + x)
        for _ in range(draw.choice([1, 1, 2, 4]) if row < ROWS - 1 else 0):
            edges.append([f"n{row}", f"n{draw.randrange(ROWS - 1)}"])
    edges += [edges[0], edges[7][::-1], ["n6", "n6"]]
    make_table("nodes", ["id", "part", "a", "b", "c", "y"], nodes)
    make_table("edges", ["source", "sink"], edges)


TARGETS = {"binary": "answer", "classes": "colour", "values": "y", "pairs": ["y", "z"],
           "counts": "n", "mixed": "y", "wide": "y", "sorts": "colour", "many": "y", "short": "y",
           "lasting": "y", "nodes": "y", "amounts": "amount"}
# The extents of tables of sequences that may be shorter than these say.
SEQUENCES = {"short": (12, 3), "lasting": (12, 3)}
# The columns of categories with the places of their numbers among the inputs.
EMBEDDINGS = {"mixed": {"town": 1, "size": 3}}
# Two numbers with a vector of 3 and one of 2 are 7 inputs.
VECTORS = {"town": (7, 3), "size": (3, 2)}


def read_table(name):
    """Inputs [rows, inputs] and targets: class indices [rows], or numbers [rows, outputs]."""
    with open(FOLDER / f"{name}.csv", newline="") as file:
        rows = list(csv.reader(file))[1:]
    if name in EMBEDDINGS:
        for place in EMBEDDINGS[name].values():
            # Texts by their bytes, then all others, then missing cells.
            texts = sorted({row[place] for row in rows} - {""})
            for row in rows:
                row[place] = texts.index(row[place]) if row[place] else len(texts) + 1
        numbers = torch.tensor([[float(cell) for cell in row] for row in rows])
        return numbers[:, :-1], numbers[:, -1:], 0
    if name == "nodes":
        rows = [row[2:] for row in rows]
    width = len(rows[0]) - (2 if name == "pairs" else 1)
    inputs = torch.tensor([[float(cell or "nan") for cell in row[:width]] for row in rows])
    if name not in ("binary", "classes", "sorts"):
        return inputs, torch.tensor([[float(cell) for cell in row[width:]] for row in rows]), 0
    classes = sorted({row[width] for row in rows})
    return inputs, torch.tensor([classes.index(row[width]) for row in rows]), len(classes)


def read_features(inputs, table, tensors):
    """What the first layer reads of rows of a table."""
    if table not in SEQUENCES:
        return Features(embedded(inputs, table, tensors))
    steps = inputs.view(-1, *SEQUENCES[table])
    lengths = (~steps.isnan()).all(2).sum(1).tolist()
    return Features(steps.nan_to_num(), lengths)


def read_graph(directed):
    """What the nodes are mixed by, and which of them are trained on."""
    with open(FOLDER / "nodes.csv", newline="") as file:
        nodes = list(csv.DictReader(file))
    with open(FOLDER / "edges.csv", newline="") as file:
        edges = [(int(row["source"][1:]), int(row["sink"][1:])) for row in csv.DictReader(file)]
    trained = torch.tensor([node["part"] == "train" for node in nodes])
    return mixing_matrices(len(nodes), edges, directed), trained


# --- initial weights -------------------------------------------------------------------------


def make_start(name, sizes, seed, bias=True, embeddings=None):
    """A network's initial weights: uniform in +-0.8, so that no unit is dead or saturated."""
    generator = torch.Generator().manual_seed(seed)
    tensors = {}
    for column, shape in (embeddings or {}).items():
        tensors[f"embeddings.{column}.weight"] = torch.randn(
            *shape, generator=generator).round(decimals=4)
    for i, (fan_in, units) in enumerate(zip(sizes, sizes[1:])):
        draw = lambda *shape: (torch.rand(*shape, generator=generator) * 1.6 - 0.8).round(decimals=4)
        tensors[f"layers.{i}.weight"] = draw(units, fan_in)
        if bias:
            tensors[f"layers.{i}.bias"] = draw(units)
    STARTS[name] = tensors


STARTS = {}


def make_starts():
    make_start("3-4-1", [3, 4, 1], 1)
    make_start("3-4-2", [3, 4, 2], 2)
    make_start("3-4-3", [3, 4, 3], 3)
    make_start("3-5-4-1", [3, 5, 4, 1], 4)
    make_start("3-1", [3, 1], 5)
    make_start("3-3", [3, 3], 6)
    make_start("3-4-1-unbiased", [3, 4, 1], 7, bias=False)
    make_start("3-5-4-3", [3, 5, 4, 3], 8)
    make_start("3-4-4", [3, 4, 4], 10)
    make_start("mixed", [7, 4, 1], 9, embeddings=VECTORS)
    # Kinks met exactly: zero weights for |W|' and for Rosenblatt's rule, margins of exactly 1 for
    # the hinge (the all-zero row of class "no" has y z = 1; for three classes z_j = z_y - 1).
    STARTS["3-1-zero"] = {"layers.0.weight": torch.zeros(1, 3), "layers.0.bias": torch.zeros(1)}
    STARTS["3-1-margin"] = {"layers.0.weight": torch.zeros(1, 3), "layers.0.bias": -torch.ones(1)}
    STARTS["3-3-margin"] = {
        "layers.0.weight": torch.zeros(3, 3),
        "layers.0.bias": torch.tensor([1.0, 0.0, 2.0]),
    }
    half_zero = {name: tensor.clone() for name, tensor in STARTS["3-4-1"].items()}
    half_zero["layers.0.weight"][::2] = 0
    STARTS["3-4-1-half-zero"] = half_zero
    for name, tensors in STARTS.items():
        save_file(tensors, FOLDER / f"start-{name}.safetensors")


# --- formulas --------------------------------------------------------------------------------


def row_losses(loss, z, output, target, classes, activation):
    """The loss of each row, its mean being the batch's loss.

    z [rows, units] is the output layer before its activation, output [rows, units] after it.
    """
    name = loss["name"] if isinstance(loss, dict) else loss
    if name == "cross_entropy":
        if activation == "softmax":
            return -torch.log_softmax(z, 1).gather(1, target[:, None])[:, 0]
        one = target.to(z.dtype)
        return -(one * torch.nn.functional.logsigmoid(z[:, 0])
                 + (1 - one) * torch.nn.functional.logsigmoid(-z[:, 0]))
    if name == "focal":
        p = (torch.softmax(z, 1).gather(1, target[:, None])[:, 0] if activation == "softmax"
             else torch.sigmoid(torch.where(target == 1, z[:, 0], -z[:, 0])))
        return -((1 - p) ** loss["gamma"]) * torch.log(p)
    if name == "hinge" and output.shape[1] == 1:
        y = 2 * target.to(z.dtype) - 1
        return torch.relu(1 - y * output[:, 0])  # gradient 0 at y z = 1
    if name == "hinge":
        right = output.gather(1, target[:, None])
        others = torch.nn.functional.one_hot(target, classes) == 0
        return torch.where(others, torch.relu(1 + output - right), 0).sum(1)  # gradient 0 at the kink
    if name == "perceptron":
        y = 2 * target.to(z.dtype) - 1
        wrong = -y * z[:, 0]
        return torch.where(wrong >= 0, wrong, 0 * wrong)  # gradient -y at y z = 0
    if classes:
        one_hot = torch.nn.functional.one_hot(target, classes).to(output.dtype)
        target = one_hot if output.shape[1] > 1 else one_hot[:, 1:]
    if name == "poisson":
        return F.poisson_nll_loss(output, target, log_input=True, reduction="none").mean(1)
    if name == "gamma":
        return (target / torch.exp(z) + z).mean(1)
    if name == "tweedie":
        p, k = torch.exp(z), loss["power"]
        return (p ** (2 - k) / (2 - k) - target * p ** (1 - k) / (1 - k)).mean(1)
    if name == "gaussian":
        means, deviations = z[:, 0::2], torch.exp(z[:, 1::2])
        return F.gaussian_nll_loss(
            means, target, deviations**2, full=True, eps=1e-30, reduction="none").mean(1)
    if name == "quantile":
        parts = []
        for column in range(target.shape[1]):
            quantile = None
            for place, level in enumerate(loss["quantiles"]):
                unit = z[:, column * len(loss["quantiles"]) + place]
                quantile = unit if quantile is None else quantile + F.softplus(unit)
                excess = target[:, column] - quantile
                parts.append(torch.where(excess >= 0, level * excess, (level - 1) * excess))
        return torch.stack(parts, 1).mean(1)
    error = output - target
    if name == "squared_error":
        return 0.5 * (error**2).sum(1)
    if name == "mean_squared_error":
        return (error**2).mean(1)
    if name == "mean_absolute_error":
        return error.abs().mean(1)  # gradient 0 at 0
    delta = loss["delta"] if isinstance(loss, dict) else 1.0
    size = error.abs()
    return torch.where(size <= delta, 0.5 * error**2, delta * (size - 0.5 * delta)).mean(1)


def row_objectives(loss, losses, z, target, classes, activation):
    """What is made small for each row: the loss, or that of smoothed labels."""
    smoothing = loss.get("label_smoothing", 0) if isinstance(loss, dict) else 0
    if smoothing and activation == "softmax":
        return F.cross_entropy(z, target, label_smoothing=smoothing, reduction="none")
    if smoothing:
        smoothed = target.to(z.dtype) * (1 - smoothing) + smoothing / 2
        return F.binary_cross_entropy_with_logits(z[:, 0], smoothed, reduction="none")
    return losses


def penalty(regularization, weights):
    """In full, whatever the number of rows; biases have none. |W|' = 0 at 0, as PyTorch has it."""
    kind = regularization.get("kind", "none")
    factor = regularization.get("lambda", 0.0)
    squares = sum((w**2).sum() for w in weights)
    sizes = sum(w.abs().sum() for w in weights)
    if kind == "l2":
        return factor * squares
    if kind == "l1":
        return factor * sizes
    if kind == "elastic_net":
        return factor * (regularization["beta"] * squares + sizes)
    return 0 * squares


# --- updates ---------------------------------------------------------------------------------


class Nesterov:
    """v <- momentum v + rate g(W - momentum v); W <- W - v. Holds W - momentum v while g is taken."""

    def __init__(self, parameters, rate, momentum):
        self.parameters, self.rate, self.momentum = parameters, rate, momentum
        self.velocities = [torch.zeros_like(p) for p in parameters]

    def look_ahead(self):
        self.kept = [p.detach().clone() for p in self.parameters]
        with torch.no_grad():
            for p, v in zip(self.parameters, self.velocities):
                p -= self.momentum * v

    def step(self):
        with torch.no_grad():
            for p, kept, v in zip(self.parameters, self.kept, self.velocities):
                v.mul_(self.momentum).add_(p.grad, alpha=self.rate)
                p.copy_(kept - v)


class AdaGrad:
    """S <- S + g^2; W <- W - rate g / sqrt(S + epsilon)."""

    def __init__(self, parameters, rate, epsilon):
        self.parameters, self.rate, self.epsilon = parameters, rate, epsilon
        self.sums = [torch.zeros_like(p) for p in parameters]

    def step(self):
        with torch.no_grad():
            for p, s in zip(self.parameters, self.sums):
                s += p.grad**2
                p -= self.rate * p.grad / torch.sqrt(s + self.epsilon)


def make_optimizer(optimizer, weights, biases):
    parameters = weights + biases
    name = optimizer["name"]
    slow = name in ("rmsprop", "adam", "adamw")
    rate = optimizer.get("learning_rate", 0.001 if slow else 0.01)
    epsilon = optimizer.get("epsilon", 1e-8)
    momentum = optimizer.get("momentum", 0.9)
    betas = (optimizer.get("beta1", 0.9), optimizer.get("beta2", 0.999))
    if name == "gradient_descent":
        return torch.optim.SGD(parameters, lr=rate)
    if name == "momentum":
        return torch.optim.SGD(parameters, lr=rate, momentum=momentum)
    if name == "nesterov":
        return Nesterov(parameters, rate, momentum)
    if name == "adagrad":
        return AdaGrad(parameters, rate, epsilon)
    if name == "rmsprop":
        return torch.optim.RMSprop(parameters, lr=rate, alpha=optimizer.get("decay", 0.9), eps=epsilon)
    if name == "adam":
        return torch.optim.Adam(parameters, lr=rate, betas=betas, eps=epsilon)
    decay = optimizer.get("weight_decay", 0.01)
    groups = [{"params": weights, "weight_decay": decay}, {"params": biases, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=rate, betas=betas, eps=epsilon)


class Rates:
    """The learning rate of each update, by PyTorch's schedulers."""

    def __init__(self, optimizer, training, steps):
        self.optimizer, self.steps = optimizer, steps
        if not isinstance(optimizer, torch.optim.Optimizer):
            # The rules written out above have no schedule.
            optimizer = torch.optim.SGD([torch.zeros(1)], lr=optimizer.rate)
        self.kept = optimizer
        schedule = training.get("schedule", "constant")
        name = schedule if isinstance(schedule, str) else schedule["name"]
        warmup = training.get("warmup_epochs", 0) * steps
        total = training["epochs"] * steps - warmup
        lr = torch.optim.lr_scheduler
        self.every_epoch = self.watching = None
        if name == "constant":
            after = lr.ConstantLR(optimizer, factor=1)
        elif name == "step":
            after = lr.StepLR(optimizer, schedule["every"] * steps, schedule["factor"])
        elif name == "exponential":
            after = lr.ConstantLR(optimizer, factor=1)
            self.every_epoch = lr.ExponentialLR(optimizer, schedule["factor"])
        elif name == "cosine":
            # The first update has the full rate, the last one the least.
            after = lr.CosineAnnealingLR(optimizer, total - 1, schedule.get("minimum", 0))
        else:
            after = lr.ConstantLR(optimizer, factor=1)
            self.watching = lr.ReduceLROnPlateau(
                optimizer, patience=schedule["patience"], factor=schedule["factor"],
                min_lr=schedule["minimum"], threshold=schedule.get("minimum_change", 0),
                threshold_mode="abs", eps=0)
        self.every_step = after
        if warmup:
            rise = lr.LinearLR(optimizer, start_factor=1 / warmup, total_iters=warmup - 1)
            self.every_step = lr.SequentialLR(optimizer, [rise, after], [warmup])
        if self.watching or self.every_epoch:
            self.every_step = None

    def now(self):
        return self.kept.param_groups[0]["lr"]

    def finish_step(self):
        if self.every_step:
            self.every_step.step()

    def finish_epoch(self, loss):
        if self.every_epoch:
            self.every_epoch.step()
        if self.watching:
            self.watching.step(loss)


def clip(training, tensors):
    if "clip_norm" in training:
        torch.nn.utils.clip_grad_norm_(tensors, training["clip_norm"])
    if "clip_value" in training:
        torch.nn.utils.clip_grad_value_(tensors, training["clip_value"])


def project(regularization, weights):
    """Shortens the weights of each unit to the greatest norm."""
    if "max_norm" not in regularization:
        return
    with torch.no_grad():
        for w in weights:
            rows = w.view(len(w), -1)
            norms = rows.norm(dim=1, keepdim=True)
            rows *= torch.where(norms > regularization["max_norm"], regularization["max_norm"] / norms, 1)


# --- a case ----------------------------------------------------------------------------------


def embedded(inputs, table, tensors):
    """The inputs with vectors in the place of the numbers of categories."""
    columns = [inputs[:, i : i + 1] for i in range(inputs.shape[1])]
    for column, place in EMBEDDINGS.get(table, {}).items():
        name = f"embeddings.{column}.weight"
        vectors = tensors.weight(None, name, *tensors.named[name].shape)
        columns[place] = F.embedding(inputs[:, place].long(), vectors)
    return torch.cat(columns, 1)


def draw_start(config, table):
    """A network's initial tensors, drawn, by dlrun's names."""
    tensors = Tensors({}, torch.Generator().manual_seed(zlib.crc32(config["name"].encode())))
    for column, shape in VECTORS.items() if table in EMBEDDINGS else []:
        tensors.named[f"embeddings.{column}.weight"] = tensors.drawn(0.8, shape)
    inputs = read_table(table)[0]
    mixing = None
    if table == "nodes":
        mixing, _ = read_graph(directed=False)
    else:
        inputs = inputs[:2]
    features = read_features(inputs, table, tensors)
    forward(config["model"]["layers"], {"inputs": features}, tensors, False, mixing)
    return tensors.named


class Run:
    """A network that is trained on a table."""

    def __init__(self, config, table, start):
        self.config, self.table = config, table
        self.inputs, self.targets, self.classes = read_table(table)
        self.trained, self.mixing = torch.ones(len(self.inputs), dtype=torch.bool), None
        if table == "nodes":
            self.mixing, self.trained = read_graph(config["data"]["edges"].get("directed", False))
        self.layers = config["model"]["layers"]
        self.tensors = Tensors({name: tensor.clone() for name, tensor in start.items()})
        self.evaluate()  # which tells weights, other parameters and states apart
        self.weights = [self.tensors.named[name] for name in self.tensors.weights]
        self.others = [self.tensors.named[name] for name in self.tensors.others]
        for tensor in self.weights + self.others:
            tensor.requires_grad_()

    def losses(self, rows, training):
        """The loss of each row, and what is made small."""
        features = read_features(self.inputs[rows], self.table, self.tensors)
        z, output = forward(self.layers, {"inputs": features}, self.tensors, training, self.mixing)
        trained, last = self.trained[rows], self.layers[-1].get("activation", "identity")
        z, output, targets = z[trained], output[trained], self.targets[rows][trained]
        each = row_losses(self.config["loss"], z, output, targets, self.classes, last)
        return each, row_objectives(self.config["loss"], each, z, targets, self.classes, last)

    def evaluate(self):
        """The mean loss of all rows, by running statistics."""
        with torch.no_grad():
            return self.losses(slice(None), training=False)[0].mean().item()

    def regularized(self):
        """The weights by what keeps them small, a layer's own or the model's."""
        kept = {}
        for name, layer in self.tensors.weights.items():
            own = None if layer is None else self.layers[layer].get("regularization")
            regularization = own or self.config["regularization"]
            kept.setdefault(json.dumps(regularization), []).append(self.tensors.named[name])
        return [(json.loads(key), weights) for key, weights in kept.items()]


def train(config, table, start):
    run = Run(config, table, start)
    optimizer = make_optimizer(config["optimizer"], run.weights, run.others)
    parameters = run.weights + run.others
    rows = len(run.inputs)
    size = {"batch": rows, "mini_batch": BATCH_SIZE, "stochastic": 1}[config["training"]["descent"]]
    columns = {"loss": [], "objective": [], "gradient_norm": [], "learning_rate": []}
    evaluations = [run.evaluate()]
    row = 0
    epoch_loss = 0
    rates = Rates(optimizer, config["training"], -(-rows // size))
    # Whole epochs: 50 of batch descent, 10 of mini-batch (50 updates); stochastic descent makes two
    # epochs of 23 updates.
    for _ in range(config["training"]["epochs"] * -(-rows // size)):
        batch = slice(row, min(row + size, rows))
        row = 0 if batch.stop == rows else batch.stop
        if isinstance(optimizer, Nesterov):
            optimizer.look_ahead()
        each, goals = run.losses(batch, training=True)
        loss = each.mean()
        objective = goals.mean() + sum(penalty(*kept) for kept in run.regularized())
        for parameter in parameters:
            parameter.grad = None
        objective.backward()
        square = sum((parameter.grad**2).sum() for parameter in parameters)
        columns["loss"].append(loss.item())
        columns["objective"].append(objective.item())
        columns["gradient_norm"].append(torch.sqrt(square).item())
        columns["learning_rate"].append(rates.now())
        clip(config["training"], parameters)
        optimizer.step()
        for kept in run.regularized():
            project(*kept)
        rates.finish_step()
        epoch_loss += each.sum().item()
        if row == 0:
            rates.finish_epoch(epoch_loss / rows)
            epoch_loss = 0
            evaluations.append(run.evaluate())
    final = {
        name: {"shape": list(t.shape), "values": t.detach().flatten().tolist()}
        for name, t in run.tensors.named.items()
    }
    return columns, evaluations, final


def torch_name(name):
    """The name of a tensor in a PyTorch module that has the layer's name."""
    if not re.search(r"\.(weight|bias)_[ih]h", name):
        return name
    return name.removesuffix("_reverse") + "_l0" + ("_reverse" if name.endswith("_reverse") else "")


def make_case(name, table, start, layers, loss, optimizer=None, regularization=None,
              descent="mini_batch", training=None, states=False, edges=None):
    """Writes a case.

    start: the name of shared initial tensors, or None for such of its own. states: whether those hold
    running statistics other than the first. edges: what is said of the nodes' edges besides.
    """
    if WANTED and not any(fnmatch.fnmatch(name, pattern) for pattern in WANTED):
        return
    config = {
        "name": name,
        "data": {"train": f"../{table}.csv", "target": TARGETS[table]},
        "model": {
            "layers": layers,
            "initial_weights": f"../start-{start}.safetensors" if start else "start.safetensors"},
        "loss": loss,
        "regularization": regularization or {"kind": "none"},
        "optimizer": optimizer or {"name": "gradient_descent", "learning_rate": 0.1},
        "training": {
            "descent": descent,
            "batch_size": BATCH_SIZE,
            "epochs": {"batch": UPDATES, "mini_batch": UPDATES // 5, "stochastic": 2}[descent],
            "shuffle": False,
            "precision": "float64",
            "log_steps": True,
            **(training or {}),
        },
    }
    if table == "counts":  # few whole numbers would be classes
        config["data"]["task"] = "regression"
    if table in SEQUENCES:
        config["data"]["shape"] = SEQUENCES[table]
    if table == "nodes":
        graph = {"file": "../edges.csv", "from": "source", "to": "sink", "node": "id"}
        config["data"] |= {"edges": graph | (edges or {}), "split": {"column": "part"}}
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    if start:
        first = STARTS[start]
    else:
        first = draw_start(config, table)
        counts = {}
        for key in [key for key in first if key.endswith(".running_mean") and states]:
            first[key] += 0.1
            first[key.replace("_mean", "_var")] *= 0.8
            counts[key.replace("running_mean", "num_batches_tracked")] = torch.tensor(7)
        save_file({torch_name(key): tensor for key, tensor in first.items()} | counts,
                  folder / "start.safetensors")
    if table in EMBEDDINGS:
        config["data"]["columns"] = {
            column: {"encoding": "embedding", "dimensions": first[f"embeddings.{column}.weight"].shape[1]}
            for column in EMBEDDINGS[table]}
    columns, evaluations, final = train(config, table, first)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    expected = {"made_with": f"PyTorch {torch.__version__.split('+')[0]}, float64", "steps": columns}
    if config["training"].get("evaluate_train"):
        expected["epochs"] = {"train_eval_loss": evaluations}
    expected["final"] = final
    lines = []
    for key, value in expected.items():
        if isinstance(value, str):
            lines.append(f'  "{key}": {json.dumps(value)}')
        else:
            inner = [f'    "{column}": {json.dumps(numbers)}' for column, numbers in value.items()]
            lines.append(f'  "{key}": {{\n' + ",\n".join(inner) + "\n  }")
    (folder / "expected.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


def layers(hidden, output, units=None, bias=True):
    made = [{"units": count, "activation": activation} for count, activation in hidden]
    last = {"activation": output}
    if units:
        last = {"units": units, "activation": output}
    made.append(last)
    return made if bias else [dict(layer, bias=False) for layer in made]


def make_cases():
    tanh = [(4, "tanh")]

    # Every optimizer, once with batches of 5, 5, 5, 5 and 3 rows and once with all rows; the
    # first with its default fields apart from the rate, the second with others.
    rules = [
        ({"name": "gradient_descent", "learning_rate": 0.3}, {"name": "gradient_descent"}),
        ({"name": "momentum", "learning_rate": 0.05},
         {"name": "momentum", "learning_rate": 0.1, "momentum": 0.5}),
        ({"name": "nesterov", "learning_rate": 0.05},
         {"name": "nesterov", "learning_rate": 0.1, "momentum": 0.5}),
        ({"name": "adagrad", "learning_rate": 0.1},
         {"name": "adagrad", "learning_rate": 0.2, "epsilon": 0.5}),
        ({"name": "rmsprop", "learning_rate": 0.01},
         {"name": "rmsprop", "decay": 0.7, "epsilon": 0.1}),
        ({"name": "adam", "learning_rate": 0.02},
         {"name": "adam", "beta1": 0.5, "beta2": 0.9, "epsilon": 0.1}),
        ({"name": "adamw", "learning_rate": 0.02},
         {"name": "adamw", "learning_rate": 0.05, "weight_decay": 0.4}),
    ]
    for mini, batch in rules:
        name = mini["name"].replace("_", "-")
        make_case(f"{name}-mini-batch", "classes", "3-4-3", layers(tanh, "softmax"),
                  "cross_entropy", mini)
        make_case(f"{name}-batch", "binary", "3-4-1", layers(tanh, "sigmoid"), "cross_entropy",
                  batch, descent="batch")
    make_case("momentum-stochastic", "binary", "3-4-1", layers(tanh, "sigmoid"), "cross_entropy",
              {"name": "momentum", "learning_rate": 0.02}, descent="stochastic")
    # Regularization reaches Nesterov's look-ahead and Adam's moments; adamw's decay is apart.
    for name, rate in [("nesterov", 0.05), ("adam", 0.02), ("adamw", 0.02)]:
        make_case(f"{name}-l2", "pairs", "3-4-2", layers(tanh, "identity"), "mean_squared_error",
                  {"name": name, "learning_rate": rate}, {"kind": "l2", "lambda": 0.01})

    # Every loss, for each kind of target and output that it is defined for.
    for loss in ["squared_error", "mean_squared_error", "mean_absolute_error", "huber"]:
        name = loss.replace("_", "-")
        make_case(f"{name}-values", "values", "3-4-1", layers(tanh, "identity"), loss)
        make_case(f"{name}-pairs", "pairs", "3-4-2", layers(tanh, "identity"), loss, descent="batch")
    huber = {"name": "huber", "delta": 0.25}
    make_case("huber-quarter-values", "values", "3-4-1", layers(tanh, "identity"), huber)
    make_case("huber-quarter-pairs", "pairs", "3-4-2", layers(tanh, "identity"), huber,
              descent="batch")
    make_case("squared-error-sigmoid", "binary", "3-4-1", layers(tanh, "sigmoid"), "squared_error")
    make_case("squared-error-sigmoids", "classes", "3-4-3", layers(tanh, "sigmoid"),
              "squared_error", descent="batch")
    make_case("mean-squared-error-softmax", "classes", "3-4-3", layers(tanh, "softmax"),
              "mean_squared_error")
    make_case("mean-absolute-error-tanh", "binary", "3-4-1", layers(tanh, "tanh"),
              "mean_absolute_error", descent="batch")
    make_case("cross-entropy-softmax-linear", "classes", "3-3", layers([], "softmax"),
              "cross_entropy", descent="batch")
    make_case("cross-entropy-softmax-two-classes", "binary", "3-4-2", layers(tanh, "softmax"),
              "cross_entropy")
    make_case("hinge-binary", "binary", "3-4-1", layers(tanh, "identity"), "hinge")
    make_case("hinge-binary-margin", "binary", "3-1-margin", layers([], "identity"), "hinge",
              descent="batch")
    make_case("hinge-classes", "classes", "3-4-3", layers(tanh, "identity"), "hinge")
    make_case("hinge-classes-margin", "classes", "3-3-margin", layers([], "identity"), "hinge",
              descent="batch")
    make_case("perceptron-stochastic", "binary", "3-1-zero", layers([], "heaviside"), "perceptron",
              {"name": "gradient_descent", "learning_rate": 0.1}, descent="stochastic")
    make_case("perceptron-batch", "binary", "3-1", layers([], "heaviside"), "perceptron",
              descent="batch")
    make_case("perceptron-hidden", "binary", "3-4-1", layers(tanh, "heaviside"), "perceptron")

    # Every activation in a hidden layer, and networks without biases.
    for activation in ["identity", "heaviside", "sigmoid", "relu"]:
        make_case(f"{activation}-hidden", "values", "3-4-1", layers([(4, activation)], "identity"),
                  "mean_squared_error")
    make_case("tanh-sigmoid-deep", "values", "3-5-4-1",
              layers([(5, "tanh"), (4, "sigmoid")], "identity"), "mean_squared_error",
              descent="batch")
    make_case("relu-deep", "binary", "3-5-4-1", layers([(5, "relu"), (4, "relu")], "sigmoid"),
              "cross_entropy", descent="batch")
    make_case("relu-unbiased", "values", "3-4-1-unbiased",
              layers([(4, "relu")], "identity", bias=False), "mean_squared_error")

    # Every regularizer; some weights start at 0 exactly, where |W|' is 0.
    for kind, rest in [("l2", {"lambda": 0.02}), ("l1", {"lambda": 0.01}),
                       ("elastic_net", {"lambda": 0.01, "beta": 0.5})]:
        name = kind.replace("_", "-")
        make_case(f"{name}-mini-batch", "classes", "3-4-3", layers(tanh, "softmax"),
                  "cross_entropy", regularization={"kind": kind, **rest})
        make_case(f"{name}-batch", "values", "3-4-1-half-zero", layers([(4, "tanh")], "identity"),
                  "mean_squared_error", regularization={"kind": kind, **rest}, descent="batch")


    # Every activation that PyTorch knows by the same name; a row of zeros and no bias meet z = 0.
    for activation in ["leaky_relu", {"name": "leaky_relu", "slope": 0.2}, "elu",
                       {"name": "elu", "alpha": 0.5}, "selu", "gelu", "silu", "mish", "softplus"]:
        name = activation if isinstance(activation, str) else activation["name"] + "-field"
        name = name.replace("_", "-")
        make_case(f"{name}-hidden", "values", "3-4-1-unbiased",
                  layers([(4, activation)], "identity", bias=False), "mean_squared_error")
        make_case(f"{name}-deep", "classes", "3-5-4-3",
                  layers([(5, activation), (4, activation)], "softmax"), "cross_entropy",
                  {"name": "adam", "learning_rate": 0.02}, descent="batch")
    make_case("poisson-mini-batch", "counts", "3-4-1", layers(tanh, "identity"), "poisson")
    make_case("poisson-adam", "counts", "3-4-1", layers(tanh, "identity"), "poisson",
              {"name": "adam", "learning_rate": 0.02}, descent="batch")
    make_case("gamma-mini-batch", "amounts", "3-4-1", layers(tanh, "identity"), "gamma")
    make_case("gamma-adam", "amounts", "3-4-1", layers(tanh, "identity"), "gamma",
              {"name": "adam", "learning_rate": 0.02}, descent="batch")
    for power in [1.5, 1.2]:
        make_case(f"tweedie-{str(power).replace('.', '-')}", "counts", "3-4-1",
                  layers(tanh, "identity"), {"name": "tweedie", "power": power})
    make_case("gaussian-values", "values", "3-4-2", layers(tanh, "identity"), "gaussian",
              {"name": "gradient_descent", "learning_rate": 0.02})
    make_case("gaussian-pairs", "pairs", "3-4-4", layers(tanh, "identity"), "gaussian",
              {"name": "adam", "learning_rate": 0.02}, descent="batch")
    make_case("quantile-values", "values", "3-4-3", layers(tanh, "identity"),
              {"name": "quantile", "quantiles": [0.1, 0.5, 0.9]})
    make_case("quantile-pairs", "pairs", "3-4-4", layers(tanh, "identity"),
              {"name": "quantile", "quantiles": [0.25, 0.75]}, descent="batch")
    for gamma in [2, 0.5]:
        name = str(gamma).replace(".", "-")
        make_case(f"focal-softmax-{name}", "classes", "3-4-3", layers(tanh, "softmax"),
                  {"name": "focal", "gamma": gamma})
        make_case(f"focal-sigmoid-{name}", "binary", "3-4-1", layers(tanh, "sigmoid"),
                  {"name": "focal", "gamma": gamma}, descent="batch")
    smoothed = {"name": "cross_entropy", "label_smoothing": 0.1}
    make_case("label-smoothing-softmax", "classes", "3-4-3", layers(tanh, "softmax"), smoothed)
    make_case("label-smoothing-sigmoid", "binary", "3-4-1", layers(tanh, "sigmoid"), smoothed,
              regularization={"kind": "l2", "lambda": 0.02}, descent="batch")

    # Every schedule, some behind a warm-up; momentum is left out, since v takes in the rate.
    adam = {"name": "adam", "learning_rate": 0.05}
    for name, training, optimizer in [
        ("schedule-constant", {"schedule": "constant", "warmup_epochs": 3}, None),
        ("schedule-step", {"schedule": {"name": "step", "every": 3, "factor": 0.5}}, adam),
        ("schedule-step-warmup",
         {"schedule": {"name": "step", "every": 2, "factor": 0.3}, "warmup_epochs": 2}, None),
        ("schedule-exponential", {"schedule": {"name": "exponential", "factor": 0.8}}, adam),
        ("schedule-cosine", {"schedule": {"name": "cosine"}}, adam),
        ("schedule-cosine-warmup",
         {"schedule": {"name": "cosine", "minimum": 0.01}, "warmup_epochs": 2},
         {"name": "adamw", "learning_rate": 0.05, "weight_decay": 0.1}),
        ("schedule-plateau",
         {"schedule": {"name": "plateau", "patience": 1, "factor": 0.3, "minimum": 0.05,
                       "monitor": "train_loss", "minimum_change": 0.1}},
         {"name": "gradient_descent", "learning_rate": 0.4}),
    ]:
        make_case(name, "classes", "3-4-3", layers(tanh, "softmax"), "cross_entropy", optimizer,
                  training=training)

    # Gradients clipped, and weights shortened.
    for name, training in [("clip-norm", {"clip_norm": 0.5}), ("clip-value", {"clip_value": 0.1})]:
        make_case(f"{name}-mini-batch", "values", "3-4-1", layers(tanh, "identity"),
                  "mean_squared_error", training=training)
        make_case(f"{name}-batch", "classes", "3-4-3", layers(tanh, "softmax"), "cross_entropy",
                  adam, {"kind": "l2", "lambda": 0.02}, "batch", training)
    make_case("max-norm-mini-batch", "values", "3-4-1", layers(tanh, "identity"),
              "mean_squared_error", regularization={"kind": "none", "max_norm": 1.0})
    make_case("max-norm-batch", "classes", "3-4-3", layers(tanh, "softmax"), "cross_entropy", adam,
              {"kind": "l1", "lambda": 0.01, "max_norm": 0.8}, "batch")

    # Vectors of categories, whose gradients are dense: a rule with inertia moves all of them.
    for name, optimizer, regularization, descent, training in [
        ("momentum", {"name": "momentum", "learning_rate": 0.05}, None, "mini_batch", None),
        ("nesterov", {"name": "nesterov", "learning_rate": 0.01}, None, "stochastic", None),
        ("adam-l2", adam, {"kind": "l2", "lambda": 0.02}, "mini_batch", None),
        ("adamw-clip", {"name": "adamw", "learning_rate": 0.02, "weight_decay": 0.1},
         {"kind": "none", "max_norm": 1.0}, "batch", {"clip_norm": 0.5}),
    ]:
        make_case(f"embedding-{name}", "mixed", "mixed", layers(tanh, "identity"),
                  "mean_squared_error", optimizer, regularization, descent, training)


# --- cases of layers ---------------------------------------------------------------------------


def shaped(*shape):
    return {"kind": "reshape", "shape": list(shape)}


def convolution(filters, kernel_size, **fields):
    return {"kind": "convolution", "filters": filters, "kernel_size": kernel_size, **fields}


def pooling(method, size, **fields):
    return {"kind": "pooling", "method": method, "size": size, **fields}


def make_layer_case(name, layers, table="wide", loss=None, **rest):
    """A case with initial tensors of its own; what is not stated of the last layer is a number's."""
    if table == "sorts":
        layers = layers + [{"units": 3, "activation": "softmax"}]
    elif layers[-1].get("units") != 1:
        layers = layers + [{"units": 1}]
    loss = loss or ("cross_entropy" if table == "sorts" else "mean_squared_error")
    rest.setdefault("optimizer", {"name": "adam", "learning_rate": 0.02})
    make_case(name, table, None, layers, loss, **rest)


def make_convolution_cases():
    tanh, relu = {"activation": "tanh"}, {"activation": "relu"}
    # Along steps: strides that leave steps over, kernels of even length with both paddings, dilation,
    # groups, and kernels as long as the sequence or longer.
    for name, shape, layer in [
        ("valid", (12, 3), convolution(4, 3, **relu)),
        ("stride", (12, 3), convolution(4, 3, stride=2, **tanh)),
        ("stride-beyond-kernel", (18, 2), convolution(3, 2, stride=5, **tanh)),
        ("same", (12, 3), convolution(5, 3, padding="same", **relu)),
        ("same-even", (12, 3), convolution(4, 4, padding="same", **tanh)),
        ("same-even-stride", (18, 2), convolution(3, 4, padding="same", stride=3, **tanh)),
        ("dilation", (12, 3), convolution(4, 3, dilation=2, **tanh)),
        ("same-dilation-even", (12, 3), convolution(4, 2, dilation=3, padding="same", stride=2, **tanh)),
        ("groups", (9, 4), convolution(6, 3, groups=2, **tanh)),
        ("depthwise-twice", (9, 4), convolution(8, 3, groups=4, padding="same", **tanh)),
        ("unbiased", (12, 3), convolution(4, 3, bias=False, **relu)),
        ("whole-kernel", (9, 4), convolution(5, 9, **tanh)),
        ("long-kernel", (6, 6), convolution(2, 8, padding="same", **tanh)),
        ("list", (12, 3), convolution(4, [3], stride=[2], dilation=[2], padding="same", **tanh)),
    ]:
        make_layer_case(f"convolution-steps-{name}", [shaped(*shape), layer])
    # Over height and width, lists being [height, width].
    for name, shape, layer in [
        ("valid", (4, 3, 3), convolution(4, [3, 2], **relu)),
        ("stride", (6, 3, 2), convolution(3, 2, stride=2, **tanh)),
        ("same", (6, 6, 1), convolution(3, 3, padding="same", **relu)),
        ("same-even", (6, 3, 2), convolution(3, [2, 4], padding="same", stride=[2, 1], **tanh)),
        ("same-stride", (6, 6, 1), convolution(4, [4, 3], padding="same", stride=[3, 2], **tanh)),
        ("dilation", (6, 6, 1), convolution(3, [3, 2], dilation=[2, 3], **tanh)),
        ("same-dilation", (6, 3, 2), convolution(3, 2, dilation=[1, 2], padding="same", **tanh)),
        ("groups", (3, 3, 4), convolution(6, 2, groups=2, **tanh)),
        ("point", (3, 3, 4), convolution(5, 1, **tanh)),
        ("many-filters", (6, 6, 1), convolution(17, 3, stride=2, **tanh)),
    ]:
        make_layer_case(f"convolution-image-{name}", [shaped(*shape), layer])
    make_layer_case(
        "convolution-image-separable",
        [shaped(3, 3, 4), convolution(4, 3, groups=4, padding="same", bias=False),
         convolution(6, 1, activation="relu")], "sorts")
    make_layer_case(
        "convolution-deep",
        [shaped(6, 6, 1), convolution(3, 3, padding="same", **tanh), convolution(4, 3, stride=2, **tanh),
         convolution(5, 2, **tanh)],
        "sorts", optimizer={"name": "momentum", "learning_rate": 0.05})
    make_layer_case(
        "convolution-steps-deep",
        [shaped(12, 3), convolution(3, 3, padding="same", dilation=2, **tanh),
         convolution(4, 3, stride=2, groups=1, **tanh), convolution(4, 2, groups=2, **tanh)],
        "sorts", descent="batch", optimizer={"name": "gradient_descent", "learning_rate": 0.3})
    # A network without a dense layer.
    make_case("convolution-alone", "sorts", None,
              [shaped(4, 3, 3), convolution(4, 2, **tanh), convolution(3, 1), pooling("mean", "all"),
               {"kind": "activation", "activation": "softmax"}],
              "cross_entropy", {"name": "adam", "learning_rate": 0.02})


def make_pooling_cases():
    # Behind a convolution, so that gradients pass. Rectified values are often equal, 0 and 0.
    for method in ["max", "mean"]:
        for name, shape, layer in [
            ("steps", (12, 3), pooling(method, 2)),
            ("steps-overlapping", (12, 3), pooling(method, 4, stride=3)),
            ("steps-gaps", (12, 3), pooling(method, 2, stride=3)),
            ("steps-same", (12, 3), pooling(method, 4, stride=1, padding="same")),
            ("steps-same-stride", (12, 3), pooling(method, 5, stride=3, padding="same")),
            ("steps-all", (12, 3), pooling(method, "all")),
            ("image", (6, 6, 1), pooling(method, 2)),
            ("image-list", (6, 6, 1), pooling(method, [2, 3], stride=[2, 1])),
            ("image-same", (6, 6, 1), pooling(method, [3, 2], stride=2, padding="same")),
            ("image-all", (4, 3, 3), pooling(method, "all")),
        ]:
            make_layer_case(
                f"pooling-{method}-{name}",
                [shaped(*shape), convolution(3, 3, padding="same", activation="relu"), layer])
        make_layer_case(f"pooling-{method}-first", [shaped(6, 3, 2), pooling(method, 3, padding="same"),
                                                    {"units": 4, "activation": "tanh"}], "sorts")
        make_layer_case(
            f"pooling-{method}-twice",
            [shaped(6, 6, 1), convolution(4, 3, padding="same", activation="tanh"), pooling(method, 2),
             convolution(5, 2, activation="tanh"), pooling(method, 2, stride=1, padding="same"),
             pooling(method, "all")], "sorts")


def make_normalization_cases():
    evaluated = {"evaluate_train": True}
    batch, layer = {"kind": "batch_normalization"}, {"kind": "layer_normalization"}
    tanh = {"kind": "activation", "activation": "tanh"}
    # No biases before statistics of the batch, which take them out: rounding alone would drive them.
    image = [shaped(6, 6, 1), convolution(3, 3, bias=False)]
    steps = [shaped(12, 3), convolution(4, 3, bias=False)]
    hidden = {"units": 6, "bias": False}
    # Running statistics are in the final tensors and in the evaluation after each epoch.
    for name, layers, rest in [
        ("dense", [hidden, batch, tanh], {"table": "sorts"}),
        ("first", [batch, {"units": 4, "activation": "tanh"}], {}),
        ("image", image + [batch, {"kind": "activation", "activation": "relu"}], {}),
        ("steps", steps + [batch, tanh], {}),
        ("image-stochastic", image + [batch, tanh],
         {"descent": "stochastic", "optimizer": {"name": "momentum", "learning_rate": 0.0005}}),
        ("fields", steps + [dict(batch, epsilon=0.1, momentum=0.3), tanh], {"table": "sorts"}),
        ("unscaled", [hidden, dict(batch, scale=False), tanh], {}),
        ("without-offset", [hidden, dict(batch, offset=False), tanh], {}),
        ("plain", [hidden, dict(batch, scale=False, offset=False, momentum=1), tanh],
         {"descent": "batch"}),
        ("nesterov", [hidden, batch, tanh], {"optimizer": {"name": "nesterov", "learning_rate": 0.01}}),
        ("twice", image + [batch, tanh, convolution(4, 2, bias=False), batch, tanh],
         {"states": True}),
        ("named", steps + [dict(batch, name="calm"), tanh], {"states": True, "descent": "batch"}),
        ("biased", [{"units": 6}, batch, tanh],
         {"optimizer": {"name": "gradient_descent", "learning_rate": 0.02}}),
        ("many-rows", [{"units": 3, "bias": False}, batch, tanh], {"table": "many", "descent": "batch"}),
        ("decay", image + [batch, tanh],
         {"optimizer": {"name": "adamw", "learning_rate": 0.02, "weight_decay": 0.4},
          "regularization": {"kind": "l1", "lambda": 0.003, "max_norm": 1.0},
          "training": {"clip_norm": 1.0}}),
    ]:
        rest["training"] = {**evaluated, **rest.get("training", {})}
        make_layer_case(f"batch-normalization-{name}", layers, **rest)
    for name, layers, rest in [
        ("dense", [hidden, layer, tanh], {"table": "sorts"}),
        ("image", [shaped(6, 6, 1), convolution(5, 3), layer, tanh], {}),
        ("steps", steps + [layer, tanh], {"descent": "batch"}),
        ("fields", steps + [dict(layer, epsilon=0.1, scale=False), tanh], {}),
        ("plain", steps + [dict(layer, scale=False, offset=False), tanh], {}),
        ("without-offset", [hidden, dict(layer, offset=False), tanh], {}),
        ("first", [shaped(9, 4), layer, {"units": 4, "activation": "tanh"}], {}),
        ("decay", [hidden, layer, tanh],
         {"optimizer": {"name": "adamw", "learning_rate": 0.02, "weight_decay": 0.4},
          "regularization": {"kind": "l2", "lambda": 0.01}}),
    ]:
        make_layer_case(f"layer-normalization-{name}", layers, **rest)


def make_recurrence_cases():
    for kind in ["recurrent", "gru", "lstm"]:
        first = {"kind": kind, "units": 4}
        every = dict(first, output="all")
        for name, layers, rest in [
            ("last", [first], {}),
            ("all", [every], {"table": "sorts"}),
            ("reverse", [dict(first, reverse=True)], {}),
            ("reverse-all", [dict(every, reverse=True)], {"descent": "batch"}),
            ("bidirectional", [dict(first, bidirectional=True)], {}),
            ("bidirectional-all", [dict(every, bidirectional=True)], {}),
            ("stacked", [dict(every, reverse=True), dict(every, units=3, bidirectional=True),
                         dict(first, units=3)], {"table": "sorts"}),
            ("decay", [first], {"optimizer": {"name": "adamw", "learning_rate": 0.02, "weight_decay": 0.4},
                                "regularization": {"kind": "l2", "lambda": 0.01, "max_norm": 1.0}}),
        ]:
            make_layer_case(f"{kind}-{name}", [shaped(9, 4)] + layers, **rest)
        make_layer_case(f"{kind}-one-step", [{"units": 5}, shaped(1, 5), dict(first, bidirectional=True)],
                        regularization={"kind": "l2", "lambda": 0.01})
        make_layer_case(f"{kind}-long", [shaped(36, 1), dict(first, units=9)], table="sorts",
                        training={"clip_norm": 0.5})
        make_layer_case(f"{kind}-output", [shaped(12, 3), {"kind": kind, "units": 1}])
    for activation in ["relu", "sigmoid", {"name": "leaky_relu", "slope": 0.2}]:
        name = activation if isinstance(activation, str) else activation["name"]
        make_layer_case(
            f"recurrent-{name.replace('_', '-')}",
            [shaped(6, 6), {"kind": "recurrent", "units": 4, "activation": activation,
                            "bidirectional": True, "output": "all"},
             {"kind": "recurrent", "units": 3, "activation": activation}])


def make_mixture_cases():
    """Joins, small kinds, penalties of single layers, and kinds behind each other."""
    tanh, adamw = {"activation": "tanh"}, {"name": "adamw", "learning_rate": 0.02, "weight_decay": 0.3}
    unit = {"units": 4, **tanh}
    for name, layers, rest in [
        ("residual",
         [dict(unit, name="a"), unit, dict(unit, name="b"),
          {"kind": "activation", **tanh, "from": ["a", "b"], "join": "add", "name": "sum"}, unit,
          dict(unit, name="c"), {"units": 1, "from": ["sum", "c", "a"], "join": "add"}], {}),
        ("wide-and-deep",
         [unit, dict(unit, name="deep"), {"units": 1, "from": ["inputs", "deep"]}], {}),
        # Each is read twice by one element, and an element may stand before what it reads.
        ("twice-the-same", [dict(unit, name="a"), {"units": 3, **tanh, "from": ["a", "a"], "join": "add"},
                            dict(unit, name="b"), {"units": 3, "from": ["b", "b"], **tanh}],
         {"optimizer": {"name": "gradient_descent", "learning_rate": 0.02}}),
        ("out-of-order", [dict(unit, **{"from": "late"}), dict(unit, name="b"),
                          dict(unit, name="late", **{"from": "inputs"}),
                          {"units": 1, "from": ["b", "late"]}], {"descent": "batch"}),
        ("towers-of-images",
         [dict(shaped(6, 6, 1), name="image"),
          convolution(2, 3, padding="same", **tanh, name="small"),
          {"kind": "pooling", "method": "max", "size": 3, "stride": 1, "padding": "same", "from": "image",
           "name": "greatest"},
          convolution(3, 5, padding="same", **tanh, **{"from": "image"}, name="large"),
          convolution(3, 2, **tanh, **{"from": ["small", "greatest", "large"]}), pooling("max", 2)],
         {"table": "sorts"}),
        ("sum-of-images",
         [convolution(3, 3, padding="same", **tanh, **{"from": "image"}, name="a"),
          dict(shaped(6, 3, 2), name="image", **{"from": "inputs"}),
          convolution(3, [1, 2], padding="same", bias=False, **{"from": "image"}, name="b"),
          {"kind": "batch_normalization", "from": ["a", "b", "a"], "join": "add"},
          {"kind": "activation", "activation": "relu"}, pooling("mean", "all")],
         {"training": {"evaluate_train": True}}),
        ("sequences",
         [dict(shaped(9, 4), name="s"),
          {"kind": "gru", "units": 3, "output": "all", "name": "forward"},
          {"kind": "lstm", "units": 2, "output": "all", "reverse": True, "from": "s", "name": "back"},
          {"kind": "recurrent", "units": 4, "from": ["forward", "s", "back"]}], {}),
        ("two-heads",
         [dict(shaped(12, 3), name="s"), {"kind": "lstm", "units": 3, "name": "steps"},
          convolution(3, 4, stride=2, **tanh, **{"from": "s"}), pooling("max", "all", name="places"),
          {"units": 4, **tanh, "from": ["steps", "places"]}], {"table": "sorts"}),
        ("reshapes",
         [shaped(12, 3), {"kind": "dropout"}, convolution(4, 3, padding="same", **tanh), shaped(4, 4, 3),
          convolution(4, 2, stride=2, **tanh), shaped(16), unit, shaped(2, 2),
          {"kind": "gru", "units": 3}], {}),
        ("own-regularization",
         [shaped(6, 6, 1),
          convolution(3, 3, **tanh, regularization={"kind": "l2", "lambda": 0.02, "max_norm": 0.7}),
          dict(unit, regularization={"kind": "none"}), shaped(4, 1),
          {"kind": "lstm", "units": 3, "regularization": {"kind": "elastic_net", "lambda": 0.01,
                                                          "beta": 0.5}}],
         {"regularization": {"kind": "l1", "lambda": 0.01}, "optimizer": adamw}),
        ("steps-of-all-kinds",
         [shaped(12, 3), convolution(4, 3, padding="same", bias=False), {"kind": "batch_normalization"},
          {"kind": "activation", "activation": "relu"}, pooling("max", 2),
          {"kind": "lstm", "units": 3, "output": "all", "bidirectional": True},
          {"kind": "layer_normalization"}, pooling("mean", "all"), dict(unit)],
         {"optimizer": adamw, "table": "sorts",
          "training": {"evaluate_train": True, "clip_norm": 0.5, "schedule": {"name": "cosine"}},
          "regularization": {"kind": "l2", "lambda": 0.002}}),
        ("image-of-all-kinds",
         [shaped(6, 6, 1), convolution(4, 3, padding="same"),
          {"kind": "layer_normalization", "name": "calm"},
          {"kind": "activation", "activation": "gelu"}, pooling("mean", 2),
          convolution(4, 2, groups=2, padding="same", dilation=2, bias=False), {"kind": "batch_normalization"},
          {"kind": "activation", "activation": "silu"}, shaped(9, 4),
          {"kind": "gru", "units": 3, "output": "all"}, pooling("max", 2, padding="same"), dict(unit)],
         {"optimizer": {"name": "momentum", "learning_rate": 0.005}, "descent": "batch"}),
    ]:
        make_layer_case(f"mixture-{name}", layers, **rest)
    # Vectors of categories are inputs like others.
    for name, layers in [
        ("convolution", [shaped(7, 1), convolution(3, 3, **tanh), {"units": 1}]),
        ("inputs", [dict(unit, name="a"), {"units": 1, "from": ["a", "inputs", "inputs"]}]),
    ]:
        make_layer_case(f"mixture-embedding-{name}", layers, "mixed", optimizer=adamw,
                        regularization={"kind": "l2", "lambda": 0.01})
    for rule in ["gradient_descent", "nesterov", "adagrad"]:
        make_layer_case(
            f"mixture-{rule.replace('_', '-')}",
            [shaped(12, 3), convolution(3, 3, stride=2, **tanh), {"kind": "lstm", "units": 3}],
            optimizer={"name": rule, "learning_rate": 0.01}, regularization={"kind": "l2", "lambda": 0.01})


def make_masking_cases():
    """Sequences of several lengths, through layers that must pass over what is behind their last step."""
    tanh, batch = {"activation": "tanh"}, {"kind": "batch_normalization"}
    for kind in ["recurrent", "gru", "lstm"]:
        first = {"kind": kind, "units": 4}
        every = dict(first, output="all")
        for name, layers, rest in [
            ("last", [first], {"descent": "stochastic",
                               "optimizer": {"name": "momentum", "learning_rate": 0.002}}),
            ("reverse", [dict(first, reverse=True)], {}),
            ("bidirectional", [dict(first, bidirectional=True)], {"descent": "batch"}),
            ("all", [dict(every, bidirectional=True)], {}),
            ("stacked", [dict(every, reverse=True), dict(every, units=3, bidirectional=True),
                         dict(first, units=3)], {"optimizer": {"name": "momentum", "learning_rate": 0.005}}),
        ]:
            make_layer_case(f"short-{kind}-{name}", layers, "short", **rest)
    for method in ["max", "mean"]:
        for name, layers in [
            ("all", [pooling(method, "all")]),
            ("same", [convolution(4, 3, padding="same", **tanh),
                      pooling(method, 3, stride=2, padding="same"), pooling(method, "all")]),
            ("overlapping", [convolution(4, 4, padding="same", dilation=2, **tanh),
                             pooling(method, 3, stride=1, padding="same")]),
            ("valid", [{"kind": "gru", "units": 3, "output": "all"}, pooling(method, 2, stride=1),
                       {"kind": "layer_normalization"}, {"kind": "lstm", "units": 2, "output": "all"}]),
        ]:
            make_layer_case(f"short-pooling-{method}-{name}", layers,
                            "lasting" if name == "valid" else "short",
                            optimizer={"name": "momentum", "learning_rate": 0.005})
    make_layer_case("short-convolution-valid", [convolution(4, 3, stride=2, **tanh)], "lasting")
    make_layer_case("short-convolution-bias", [convolution(3, 3, padding="same", activation="sigmoid"),
                                               convolution(3, 3, padding="same", **tanh)], "short")
    for name, layers, rest in [
        ("first", [batch, {"kind": "gru", "units": 3}], {}),
        ("behind-convolution", [convolution(4, 3, padding="same", bias=False), batch,
                                {"kind": "activation", **tanh}, pooling("max", "all")],
         {"descent": "batch"}),
        ("between-recurrences",
         [{"kind": "lstm", "units": 3, "output": "all"}, dict(batch, momentum=0.3),
          {"kind": "recurrent", "units": 3, "bidirectional": True}], {"states": True}),
    ]:
        make_layer_case(f"short-batch-normalization-{name}", layers, "short",
                        training={"evaluate_train": True}, **rest)
    make_layer_case(
        "short-mixture",
        [{"kind": "gru", "units": 3, "output": "all", "bidirectional": True, "name": "g"},
         convolution(3, 2, padding="same", **tanh, **{"from": "inputs"}, name="c"),
         {"kind": "layer_normalization", "from": ["g", "c", "inputs"]},
         {"kind": "lstm", "units": 3, "output": "all", "name": "l"},
         {"kind": "activation", "activation": "sigmoid", "from": ["l", "c"], "join": "add"},
         pooling("mean", "all")], "short",
        optimizer={"name": "adamw", "learning_rate": 0.02, "weight_decay": 0.3},
        regularization={"kind": "l2", "lambda": 0.01}, training={"clip_norm": 0.5})


def make_graph_cases():
    def mixed(units, normalization, **fields):
        return {"kind": "graph_convolution", "units": units, "normalization": normalization, **fields}

    tanh, directed = {"activation": "tanh"}, {"directed": True}
    for normalization in ["symmetric", "mean", "sum"]:
        layer = mixed(4, normalization, **tanh)
        for name, layers, rest in [
            ("alone", [mixed(1, normalization)], {}),
            ("twice", [layer, mixed(1, normalization)], {}),
            ("directed", [layer, mixed(3, normalization, activation="sigmoid")], {"edges": directed}),
            ("decay", [dict(layer, bias=False), {"units": 3, **tanh}, layer],
             {"optimizer": {"name": "adamw", "learning_rate": 0.02, "weight_decay": 0.4},
              "regularization": {"kind": "l2", "lambda": 0.01}}),
        ]:
            make_layer_case(f"graph-{normalization}-{name}", layers, "nodes", descent="batch", **rest)
    make_layer_case(
        "graph-of-all-normalizations",
        [mixed(4, "mean", name="a", **tanh),
         mixed(4, "symmetric", name="b", activation="relu", **{"from": "inputs"}),
         {"kind": "batch_normalization", "from": ["a", "b"], "join": "add", "name": "sum"},
         mixed(1, "sum", **{"from": ["sum", "inputs"]})], "nodes", descent="batch",
        training={"evaluate_train": True})


def main():
    if not WANTED:
        shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    make_tables()
    make_starts()
    make_cases()
    make_convolution_cases()
    make_pooling_cases()
    make_normalization_cases()
    make_recurrence_cases()
    make_mixture_cases()
    make_masking_cases()
    make_graph_cases()


if __name__ == "__main__":
    main()
