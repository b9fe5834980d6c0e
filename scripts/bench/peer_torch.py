"""Trains a network with PyTorch: data in memory as one tensor, eager or compiled.

Usage: peer_torch.py JOB.json

Options of the job: `threads`; `optimizer`, the implementation: fused or foreach; `layout` of images,
channels_first or channels_last; `compile`.
"""

import math

import numpy as np
import torch
from torch import nn

from peer_common import Epochs, read_job

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh}


class ChannelsFirst(nn.Module):
    """Rows in the shape that convolutions take."""

    def __init__(self, shape, is_channels_last):
        super().__init__()
        self.shape = shape
        self.is_channels_last = is_channels_last

    def forward(self, x):
        x = x.view(-1, *self.shape).movedim(-1, 1)
        return x.contiguous(memory_format=torch.channels_last) if self.is_channels_last else x


class LastOutputs(nn.Module):
    """A recurrent module, of which the outputs of the last step are taken."""

    def __init__(self, recurrent):
        super().__init__()
        self.recurrent = recurrent

    def forward(self, x):
        return self.recurrent(x)[0][:, -1]


def make_layers(job):
    """The network of the elements of model.layers that the benchmark has."""
    shape = job.shape
    axes = len(shape) - 1
    is_recurrent = job.model[0]["kind"] in ("gru", "lstm")
    is_channels_last = job.options["layout"] == "channels_last"
    modules = [
        nn.Unflatten(1, tuple(shape)) if is_recurrent else ChannelsFirst(shape, is_channels_last)]
    positions, channels = list(shape[:-1]), shape[-1]
    for element in job.model:
        kind = element["kind"]
        if kind == "convolution":
            size, filters = element["kernel_size"], element["filters"]
            modules.append((None, nn.Conv1d, nn.Conv2d)[axes](channels, filters, size))
            positions, channels = [extent - size + 1 for extent in positions], filters
        elif kind == "pooling":
            modules.append((None, nn.MaxPool1d, nn.MaxPool2d)[axes](element["size"]))
            positions = [extent // element["size"] for extent in positions]
        elif kind == "dense":
            if positions:
                modules.append(nn.Flatten())
            modules.append(nn.Linear(math.prod(positions) * channels, element["units"]))
            positions, channels = [], element["units"]
        else:
            recurrent = {"gru": nn.GRU, "lstm": nn.LSTM}[kind]
            modules.append(LastOutputs(recurrent(channels, element["units"], batch_first=True)))
            positions, channels = [], element["units"]
        if element.get("activation") == "relu":
            nn.init.kaiming_uniform_(modules[-1].weight, nonlinearity="relu")
            nn.init.zeros_(modules[-1].bias)
            modules.append(nn.ReLU())
    network = nn.Sequential(*modules)
    return network.to(memory_format=torch.channels_last) if is_channels_last else network


def make_network(job):
    """Ends with the weighted sums where a softmax follows: the loss takes them."""
    if job.model:
        return make_layers(job)
    modules = []
    for (weights, biases), activation in zip(job.initial_weights(), job.activations):
        linear = nn.Linear(weights.shape[1], weights.shape[0])
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weights))
            linear.bias.copy_(torch.from_numpy(biases))
        modules.append(linear)
        if activation in ACTIVATIONS:
            modules.append(ACTIVATIONS[activation]())
    return nn.Sequential(*modules)


def make_optimizer(job, network):
    settings = job.optimizer
    implementation = {job.options["optimizer"]: True}
    if settings["name"] == "adam":
        return torch.optim.Adam(
            network.parameters(), lr=settings["learning_rate"], **implementation)
    return torch.optim.SGD(
        network.parameters(), lr=settings["learning_rate"], momentum=settings["momentum"],
        **implementation)


def half_squared_error(outputs, targets):
    return 0.5 * nn.functional.mse_loss(outputs, targets)


def main():
    job = read_job()
    torch.set_num_threads(job.options["threads"])
    torch.manual_seed(1)
    inputs, targets = (torch.from_numpy(array) for array in job.data())
    network = make_network(job)
    optimizer = make_optimizer(job, network)
    loss_of = nn.functional.cross_entropy if job.is_classification else half_squared_error

    def objective(x, y):
        return loss_of(network(x), y)

    if job.options.get("compile"):
        objective = torch.compile(objective)
    rows = len(inputs)
    generator = np.random.default_rng(2)
    epochs = Epochs()
    for _ in range(job.epochs):
        order = torch.from_numpy(generator.permutation(rows))
        total = torch.zeros(())
        for start in range(0, rows, job.batch):
            chosen = order[start:start + job.batch]
            x, y = inputs.index_select(0, chosen), targets.index_select(0, chosen)
            loss = objective(x, y)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            total += loss.detach() * len(x)
        epochs.end_epoch(total.item() / rows)
    epochs.report()


main()
