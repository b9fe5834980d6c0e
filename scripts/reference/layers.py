"""dlrun's kinds of layers, computed with PyTorch.

Values are [rows, height, width, channels], [rows, steps, features] or [rows, n], in dlrun's order; each
layer turns them to PyTorch's and back. A network's tensors have dlrun's names.
"""

import dataclasses

import torch
import torch.nn.functional as F

# --- activations -----------------------------------------------------------------------------


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


# --- tensors ---------------------------------------------------------------------------------


class Tensors:
    """A network's tensors by name. What is asked for and not there is drawn, so that a network has its
    initial tensors from a first evaluation."""

    def __init__(self, given, generator=None):
        self.named = dict(given)
        self.generator = generator
        # The weights, which penalties and decay reach, with the number of their layer; other parameters;
        # and what has no gradient.
        self.weights, self.others, self.states = {}, [], []

    def weight(self, layer, name, *shape):
        if name not in self.named:
            fan_in = torch.Size(shape[1:]).numel()
            # Wide enough for units that are not linear, narrow enough for such that are not saturated.
            self.named[name] = self.drawn(min(0.8, 1.6 / fan_in**0.5), shape)
        self.weights[name] = layer
        return self.checked(name, shape)

    def other(self, name, count, around=0.0):
        if name not in self.named:
            self.named[name] = around + self.drawn(0.5, [count])
        if name not in self.others:
            self.others.append(name)
        return self.checked(name, [count])

    def state(self, name, count, initial):
        if name not in self.named:
            self.named[name] = torch.full([count], initial)
        if name not in self.states:
            self.states.append(name)
        return self.checked(name, [count])

    def drawn(self, bound, shape):
        uniform = torch.rand(*shape, generator=self.generator)
        return (bound * (2 * uniform - 1)).round(decimals=4)

    def checked(self, name, shape):
        assert list(self.named[name].shape) == list(shape), (name, shape)
        return self.named[name]


# --- networks --------------------------------------------------------------------------------


@dataclasses.dataclass
class Features:
    """What a layer reads or gives.

    values: [rows, *extents]. lengths: where sequences may be shorter than their extent, the number of
    steps of each row; what is behind them is 0.
    """

    values: torch.Tensor
    lengths: list | None = None


def forward(layers, groups, tensors, training, mixing=None):
    """The last layer's values before and after its activation, each [rows, n].

    groups: Features by the name of a group of inputs. mixing: the matrix of a graph's neighbours for each
    normalization, see mixing_matrices.
    """
    finished = {}
    numbers = {layer["name"]: i for i, layer in enumerate(layers) if "name" in layer}

    def named(name):
        return result(numbers[name])[0] if name in numbers else groups[name]

    def read(i):
        if "from" in layers[i]:
            names = layers[i]["from"]
            parts = [named(name) for name in ([names] if isinstance(names, str) else names)]
            return joined(parts, layers[i].get("join", "concatenate"))
        if i:
            return result(i - 1)[0]
        if len(groups) == 1:
            return next(iter(groups.values()))
        return Features(torch.cat([group.values.flatten(1) for group in groups.values()], 1))

    def result(i):
        if i not in finished:
            layer = layers[i]
            prefix = f"layers.{layer.get('name', i)}."
            finished[i] = apply(Call(layer, i, prefix, tensors, training, mixing), read(i))
        return finished[i]

    output, sums = result(len(layers) - 1)
    return sums.flatten(1), output.values.flatten(1)


def joined(parts, join):
    lengths = next((part.lengths for part in parts if part.lengths is not None), None)
    if join == "add":
        return Features(sum(part.values for part in parts[1:]) + parts[0].values, lengths)
    return Features(torch.cat([part.values for part in parts], -1), lengths)


@dataclasses.dataclass
class Call:
    """A layer of the list with what it is computed with."""

    layer: dict
    number: int
    prefix: str
    tensors: Tensors
    training: bool
    mixing: dict | None

    def field(self, name, default=None):
        return self.layer.get(name, default)

    def weight(self, name, *shape):
        return self.tensors.weight(self.number, self.prefix + name, *shape)

    def other(self, name, count, around=0.0):
        return self.tensors.other(self.prefix + name, count, around)

    def bias(self, count):
        return self.other("bias", count) if self.field("bias", True) else None


def apply(call, features):
    """The Features that a layer gives, and their values before its activation."""
    kind = call.field("kind", "dense")
    run = KINDS[kind]
    if features.lengths is None or kind in WHOLE:
        sums, values = run(call, features.values)
        return Features(values), sums
    if kind == "dropout":
        return features, features.values
    # A short sequence gives what the layer gives to a table of just its steps.
    steps = [values[:length] for values, length in zip(features.values, features.lengths)]
    if kind == "batch_normalization":
        whole = features.values.shape[1:]
        outputs = run(call, torch.cat(steps))[1].split(features.lengths)
    else:
        whole = run(call, features.values)[1].shape[1:]
        nothing = torch.zeros(whole if len(whole) == 1 else (0, whole[1]))
        outputs = [run(call, row[None])[1][0] if len(row) >= shortest(call) else nothing for row in steps]
    if len(whole) == 1:
        return Features(torch.stack(outputs)), torch.stack(outputs)
    filled = torch.stack(
        [torch.cat([row, torch.zeros(whole[0] - len(row), whole[1])]) for row in outputs])
    return Features(filled, [len(row) for row in outputs]), filled


def shortest(call):
    """The least number of steps of which a layer gives something."""
    size = call.field("kernel_size", call.field("size", 1))
    if size == "all" or call.field("padding") == "same":
        return 1
    return repeated(call.field("dilation", 1), 1)[0] * (repeated(size, 1)[0] - 1) + 1


# --- kinds: values [rows, ...] -> values before and after the activation -----------------------


def dense(call, x):
    x = x.flatten(1)
    # The last layer's units may be left out where its weights are given.
    units = call.field("units") or len(call.tensors.named[call.prefix + "weight"])
    z = x @ call.weight("weight", units, x.shape[1]).T
    bias = call.bias(units)
    if bias is not None:
        z = z + bias
    return z, activate(call.field("activation", "identity"), z)


def repeated(extents, axes):
    extents = extents if isinstance(extents, list) else [extents]
    return extents * axes if len(extents) == 1 else extents


def padded(x, kernel, dilation, value=0.0):
    """x [rows, channels, ...] with d (k - 1) values around each axis, half of them, rounded down, before."""
    around = []
    for k, d in reversed(list(zip(kernel, dilation))):
        before = d * (k - 1) // 2
        around += [before, d * (k - 1) - before]
    return F.pad(x, around, value=value)


def convolution(call, x):
    axes, channels = x.dim() - 2, x.shape[-1]
    kernel, stride, dilation = [
        repeated(call.field(name, 1), axes) for name in ("kernel_size", "stride", "dilation")]
    filters, groups = call.field("filters"), call.field("groups", 1)
    weight = call.weight("weight", filters, channels // groups, *kernel)
    x = x.movedim(-1, 1)
    if call.field("padding") == "same":
        x = padded(x, kernel, dilation)
    convolve = F.conv1d if axes == 1 else F.conv2d
    z = convolve(x, weight, call.bias(filters), stride, 0, dilation, groups).movedim(1, -1)
    return z, activate(call.field("activation", "identity"), z)


def pooling(call, x):
    axes = x.dim() - 2
    mean = call.field("method", "max") == "mean"
    if call.field("size") == "all":
        x = x.flatten(1, -2)
        y = x.mean(1) if mean else F.max_pool1d(x.movedim(-1, 1), x.shape[1])[:, :, 0]
        return y, y
    size = repeated(call.field("size", 2), axes)
    stride = repeated(call.field("stride", size), axes)
    x = x.movedim(-1, 1)
    there = torch.ones_like(x)
    if call.field("padding") == "same":
        x = padded(x, size, [1] * axes, 0.0 if mean else -torch.inf)
        there = padded(there, size, [1] * axes)
    if mean:
        pool = F.avg_pool1d if axes == 1 else F.avg_pool2d
        y = pool(x, size, stride) / pool(there, size, stride)
    else:
        y = (F.max_pool1d if axes == 1 else F.max_pool2d)(x, size, stride)
    y = y.movedim(1, -1)
    return y, y


def batch_normalization(call, x):
    channels = x.shape[-1]
    mean = call.tensors.state(call.prefix + "running_mean", channels, 0.0)
    variance = call.tensors.state(call.prefix + "running_var", channels, 1.0)
    y = F.batch_norm(
        x.movedim(-1, 1), mean, variance, *affine(call, channels), call.training,
        call.field("momentum", 0.1), call.field("epsilon", 1e-5)).movedim(1, -1)
    return y, y


def layer_normalization(call, x):
    columns = x.shape[-1]
    y = F.layer_norm(x, [columns], *affine(call, columns), call.field("epsilon", 1e-5))
    return y, y


def affine(call, count):
    return (call.other("weight", count, around=1.0) if call.field("scale", True) else None,
            call.other("bias", count) if call.field("offset", True) else None)


GATES = {"recurrent": 1, "gru": 3, "lstm": 4}


def recurrence(call, x):
    kind, units = call.field("kind"), call.field("units")
    both = call.field("bidirectional", False)
    width = GATES[kind] * units
    parameters = []
    for suffix in ["", "_reverse"] if both else [""]:
        parameters += [
            call.weight("weight_ih" + suffix, width, x.shape[2]),
            call.weight("weight_hh" + suffix, width, units),
            call.other("bias_ih" + suffix, width), call.other("bias_hh" + suffix, width)]
    if call.field("reverse"):
        x = x.flip(1)
    start = torch.zeros(2 if both else 1, len(x), units, dtype=x.dtype)
    rest = [parameters, True, 1, 0.0, call.training, both, True]
    activation = call.field("activation", "tanh")
    if kind == "lstm":
        everything, last, _ = torch.lstm(x, (start, start), *rest)
    elif kind == "gru":
        everything, last = torch.gru(x, start, *rest)
    elif activation == "tanh":
        everything, last = torch.rnn_tanh(x, start, *rest)
    elif activation == "relu":
        everything, last = torch.rnn_relu(x, start, *rest)
    else:
        everything, last = recurrent_steps(activation, x, start, parameters)
    if call.field("output", "last") == "last":
        y = last.movedim(0, 1).flatten(1)
    else:
        y = everything.flip(1) if call.field("reverse") else everything
    return y, y


def recurrent_steps(activation, x, start, parameters):
    """PyTorch's recurrent layer with an activation that it does not have."""
    outputs, lasts = [], []
    for direction, state in enumerate(start):
        inputs, states, input_bias, state_bias = parameters[4 * direction : 4 * direction + 4]
        steps = []
        for step in (x.flip(1) if direction else x).unbind(1):
            state = activate(activation, F.linear(step, inputs, input_bias)
                             + F.linear(state, states, state_bias))
            steps.append(state)
        lasts.append(state)
        outputs.append(torch.stack(steps[::-1] if direction else steps, 1))
    return torch.cat(outputs, -1), torch.stack(lasts)


def graph_convolution(call, x):
    x = x.flatten(1)
    units = call.field("units")
    mixing = call.mixing[call.field("normalization", "symmetric")]
    z = mixing @ x @ call.weight("weight", units, x.shape[1]).T
    bias = call.bias(units)
    if bias is not None:
        z = z + bias
    return z, activate(call.field("activation", "identity"), z)


def mixing_matrices(count, edges, directed=False):
    """What a graph's nodes are mixed by, [nodes, nodes], for each normalization. edges: pairs from, to."""
    adjacent = torch.eye(count)
    for a, b in edges:
        adjacent[b, a] = 1
        if not directed:
            adjacent[a, b] = 1
    degrees = adjacent.sum(1)
    return {"symmetric": adjacent / torch.sqrt(degrees[:, None] * degrees[None, :]),
            "mean": adjacent / degrees[:, None], "sum": adjacent}


def activation(call, x):
    return x, activate(call.field("activation", "identity"), x)


def reshape(call, x):
    y = x.reshape(len(x), *call.field("shape"))
    return y, y


def dropout(call, x):
    """Nothing is drawn here, so that cases keep all."""
    assert not call.field("dropout")
    return x, x


KINDS = {
    "dense": dense,
    "convolution": convolution,
    "pooling": pooling,
    "batch_normalization": batch_normalization,
    "layer_normalization": layer_normalization,
    "recurrent": recurrence,
    "gru": recurrence,
    "lstm": recurrence,
    "graph_convolution": graph_convolution,
    "dropout": dropout,
    "activation": activation,
    "reshape": reshape,
}
# What reads a row as a whole, zeros behind its steps included.
WHOLE = ["dense", "graph_convolution", "reshape"]
