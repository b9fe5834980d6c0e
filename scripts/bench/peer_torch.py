"""Trains a network with PyTorch: data in memory as one tensor, eager or compiled.

Usage: peer_torch.py JOB.json

Options of the job: `threads`; `gather`, rows taken by index for each batch or all at once at the start
of an epoch; `optimizer`, the implementation: fused or foreach; `compile`.
"""

import numpy as np
import torch
from torch import nn

from peer_common import Epochs, read_job

ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh}


def make_network(job):
    """Ends with the weighted sums where a softmax follows: the loss takes them."""
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
    inputs, targets = (torch.from_numpy(array) for array in job.data())
    network = make_network(job)
    optimizer = make_optimizer(job, network)
    loss_of = nn.functional.cross_entropy if job.is_classification else half_squared_error

    def objective(x, y):
        return loss_of(network(x), y)

    if job.options.get("compile"):
        objective = torch.compile(objective)
    gathers_epoch = job.options["gather"] == "epoch"
    rows = len(inputs)
    generator = np.random.default_rng(2)
    epochs = Epochs()
    for _ in range(job.epochs):
        order = torch.from_numpy(generator.permutation(rows))
        if gathers_epoch:
            all_x, all_y = inputs.index_select(0, order), targets.index_select(0, order)
        total = torch.zeros(())
        for start in range(0, rows, job.batch):
            if gathers_epoch:
                x, y = all_x[start:start + job.batch], all_y[start:start + job.batch]
            else:
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
