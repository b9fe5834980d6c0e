#!/usr/bin/env python3
"""Makes Tests/Fixtures/reference: trajectories that dlrun must reproduce, computed with PyTorch in float64.

    python3 -m pip install torch safetensors
    python3 scripts/reference/make_fixtures.py

Each case is a folder with a complete dlrun configuration (config.json) and what training it must
give (expected.json): loss, objective and gradient norm of each of 50 updates (46, two epochs,
for stochastic descent), and the final tensors. Data and initial weights are shared by the cases and stand beside them.

Gradients come from PyTorch's automatic differentiation. The updates are PyTorch's own optimizers
where their rule is dlrun's; Nesterov (a true look-ahead point) and AdaGrad (epsilon inside the
root) differ there and are written out. Learning rates come from PyTorch's schedulers, clipped
gradients from its functions. Losses and penalties are written out as formulas where PyTorch has no
loss with dlrun's mean.
"""

import csv
import json
import pathlib
import random
import shutil

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "Tests" / "Fixtures" / "reference"
UPDATES = 50
ROWS = 23
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
    # Categories between numbers and at the end. Two towns have one row only and one cell is missing, so
    # that most updates leave their vectors without a gradient.
    mixed = []
    for row, x in enumerate(values):
        drawn = draw.choice(["Bergen", "Cork", "Dover"]), draw.choice(["big", "small"])
        town = {4: "Aarhus", 9: "Essen", 15: ""}.get(row, drawn[0])
        mixed.append([x[0], town, x[1], drawn[1], x[3]])
    make_table("mixed", ["a", "town", "b", "size", "y"], mixed)


TARGETS = {"binary": "answer", "classes": "colour", "values": "y", "pairs": ["y", "z"],
           "counts": "n", "mixed": "y"}
# The columns of categories with the places of their numbers among the inputs.
EMBEDDINGS = {"mixed": {"town": 1, "size": 3}}


def read_table(name):
    """Inputs [rows, 3] and targets: class indices [rows], or numbers [rows, outputs]."""
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
    inputs = torch.tensor([[float(cell) for cell in row[:3]] for row in rows])
    if name in ("values", "pairs", "counts"):
        return inputs, torch.tensor([[float(cell) for cell in row[3:]] for row in rows]), 0
    classes = sorted({row[3] for row in rows})
    return inputs, torch.tensor([classes.index(row[3]) for row in rows]), len(classes)


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
    # Two numbers, a vector of 3 and one of 2.
    make_start("mixed", [7, 4, 1], 9, embeddings={"town": (7, 3), "size": (3, 2)})
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


class Heaviside(torch.autograd.Function):
    """1 at z >= 0, else 0; its gradient is 0."""

    @staticmethod
    def forward(context, z):
        return (z >= 0).to(z.dtype)

    @staticmethod
    def backward(context, gradient):
        return torch.zeros_like(gradient)


ACTIVATIONS = {
    "identity": lambda z: z,
    "heaviside": Heaviside.apply,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": torch.relu,  # gradient 0 at 0
    "softmax": lambda z: torch.softmax(z, 1),
    "leaky_relu": lambda z, slope=0.01: F.leaky_relu(z, slope),
    "elu": lambda z, alpha=1.0: F.elu(z, alpha),
    "selu": F.selu,
    "gelu": F.gelu,
    "silu": F.silu,
    "mish": F.mish,
    "softplus": F.softplus,
}


def activate(activation, z):
    if isinstance(activation, str):
        return ACTIVATIONS[activation](z)
    fields = {key: value for key, value in activation.items() if key != "name"}
    return ACTIVATIONS[activation["name"]](z, **fields)


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
            norms = w.norm(dim=1, keepdim=True)
            w *= torch.where(norms > regularization["max_norm"], regularization["max_norm"] / norms, 1)


# --- a case ----------------------------------------------------------------------------------


def embedded(inputs, table, tensors):
    """The inputs with vectors in the place of the numbers of categories."""
    columns = [inputs[:, i : i + 1] for i in range(inputs.shape[1])]
    for column, place in EMBEDDINGS.get(table, {}).items():
        columns[place] = F.embedding(inputs[:, place].long(), tensors[f"embeddings.{column}.weight"])
    return torch.cat(columns, 1)


def train(config, table, start):
    inputs, targets, classes = read_table(table)
    layers = config["model"]["layers"]
    tensors = {name: t.clone().requires_grad_() for name, t in STARTS[start].items()}
    weights = [t for name, t in tensors.items() if name.endswith("weight")]
    biases = [t for name, t in tensors.items() if name.endswith("bias")]
    optimizer = make_optimizer(config["optimizer"], weights, biases)
    size = ROWS if config["training"]["descent"] == "batch" else BATCH_SIZE
    if config["training"]["descent"] == "stochastic":
        size = 1
    columns = {"loss": [], "objective": [], "gradient_norm": [], "learning_rate": []}
    row = 0
    epoch_loss = 0
    rates = Rates(optimizer, config["training"], -(-ROWS // size))
    # Whole epochs: 50 of batch descent, 10 of mini-batch (50 updates); stochastic descent makes two
    # epochs of 23 updates.
    for _ in range(config["training"]["epochs"] * -(-ROWS // size)):
        batch = slice(row, min(row + size, ROWS))
        row = 0 if batch.stop == ROWS else batch.stop
        if isinstance(optimizer, Nesterov):
            optimizer.look_ahead()
        values = embedded(inputs[batch], table, tensors)
        for i, layer in enumerate(layers):
            z = values @ tensors[f"layers.{i}.weight"].T
            if f"layers.{i}.bias" in tensors:
                z = z + tensors[f"layers.{i}.bias"]
            values = activate(layer["activation"], z)
        each = row_losses(config["loss"], z, values, targets[batch], classes, layers[-1]["activation"])
        loss = each.mean()
        goals = row_objectives(config["loss"], each, z, targets[batch], classes,
                               layers[-1]["activation"])
        objective = goals.mean() + penalty(config["regularization"], weights)
        for tensor in tensors.values():
            tensor.grad = None
        objective.backward()
        square = sum((tensor.grad**2).sum() for tensor in tensors.values())
        columns["loss"].append(loss.item())
        columns["objective"].append(objective.item())
        columns["gradient_norm"].append(torch.sqrt(square).item())
        columns["learning_rate"].append(rates.now())
        clip(config["training"], list(tensors.values()))
        optimizer.step()
        project(config["regularization"], weights)
        rates.finish_step()
        epoch_loss += each.sum().item()
        if row == 0:
            rates.finish_epoch(epoch_loss / ROWS)
            epoch_loss = 0
    final = {
        name: {"shape": list(t.shape), "values": t.detach().flatten().tolist()}
        for name, t in tensors.items()
    }
    return columns, final


def make_case(name, table, start, layers, loss, optimizer=None, regularization=None,
              descent="mini_batch", training=None):
    config = {
        "name": name,
        "data": {"train": f"../{table}.csv", "target": TARGETS[table]},
        "model": {"layers": layers, "initial_weights": f"../start-{start}.safetensors"},
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
    if table in EMBEDDINGS:
        config["data"]["columns"] = {
            column: {"encoding": "embedding",
                     "dimensions": STARTS[start][f"embeddings.{column}.weight"].shape[1]}
            for column in EMBEDDINGS[table]}
    columns, final = train(config, table, start)
    folder = FOLDER / name
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    expected = {
        "made_with": f"PyTorch {torch.__version__.split('+')[0]}, float64",
        "steps": columns,
        "final": final,
    }
    lines = ["{", f'  "made_with": {json.dumps(expected["made_with"])},', '  "steps": {']
    lines += [f'    "{key}": {json.dumps(value)},' for key, value in columns.items()]
    lines[-1] = lines[-1].rstrip(",")
    lines += ["  },", '  "final": {']
    lines += [f'    "{key}": {json.dumps(value)},' for key, value in final.items()]
    lines[-1] = lines[-1].rstrip(",")
    lines += ["  }", "}"]
    (folder / "expected.json").write_text("\n".join(lines) + "\n")


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
        ("adamw-clip", {"name": "adamw", "learning_rate": 0.05, "weight_decay": 0.1},
         {"kind": "none", "max_norm": 1.0}, "batch", {"clip_norm": 0.5}),
    ]:
        make_case(f"embedding-{name}", "mixed", "mixed", layers(tanh, "identity"),
                  "mean_squared_error", optimizer, regularization, descent, training)


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    make_tables()
    make_starts()
    make_cases()


if __name__ == "__main__":
    main()
