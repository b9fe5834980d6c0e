"""Trains a network with JAX and optax: an epoch is one compiled function that scans over its batches.

Usage: peer_jax.py JOB.json
"""

import functools

import jax
import jax.numpy as jnp
import numpy as np
import optax

from peer_common import Epochs, read_job

ACTIVATIONS = {"relu": jax.nn.relu, "tanh": jnp.tanh}


def make_objective(job):
    def outputs(parameters, x):
        for (weights, biases), activation in zip(parameters, job.activations):
            x = x @ weights + biases
            x = ACTIVATIONS.get(activation, lambda z: z)(x)
        return x

    def objective(parameters, x, y):
        z = outputs(parameters, x)
        if job.is_classification:
            return optax.softmax_cross_entropy_with_integer_labels(z, y).mean()
        return 0.5 * jnp.square(z - y).mean()

    return objective


def make_optimizer(settings):
    if settings["name"] == "adam":
        return optax.adam(settings["learning_rate"])
    return optax.sgd(settings["learning_rate"], momentum=settings["momentum"])


def make_epoch(job, optimizer, rows):
    """(parameters, state, inputs, targets, order) ↦ (parameters, state, mean loss)."""
    gradient = jax.value_and_grad(make_objective(job))
    steps = rows // job.batch
    full = steps * job.batch

    def update(carry, batch):
        parameters, state = carry
        loss, gradients = gradient(parameters, *batch)
        changes, state = optimizer.update(gradients, state, parameters)
        return (optax.apply_updates(parameters, changes), state), loss * len(batch[0])

    @functools.partial(jax.jit, donate_argnums=(0, 1))
    def epoch(parameters, state, inputs, targets, order):
        def step(carry, chosen):
            return update(carry, (inputs[chosen], targets[chosen]))

        carry, losses = jax.lax.scan(
            step, (parameters, state), order[:full].reshape(steps, job.batch))
        total = losses.sum()
        if full < rows:
            carry, loss = step(carry, order[full:])
            total += loss
        return *carry, total / rows

    return epoch


def main():
    job = read_job()
    inputs, targets = (jax.device_put(array) for array in job.data())
    rows = len(inputs)
    # A row vector times [inputs, units], the layout that JAX's own examples use.
    parameters = [(jnp.asarray(w.T), jnp.asarray(b)) for w, b in job.initial_weights()]
    optimizer = make_optimizer(job.optimizer)
    state = optimizer.init(parameters)
    epoch = make_epoch(job, optimizer, rows)
    generator = np.random.default_rng(2)
    epochs = Epochs()
    for _ in range(job.epochs):
        order = generator.permutation(rows).astype(np.int32)
        parameters, state, loss = epoch(parameters, state, inputs, targets, order)
        jax.block_until_ready(parameters)
        epochs.end_epoch(loss)
    epochs.report()


main()
