"""Trains a network with scikit-learn.

Usage: peer_sklearn.py JOB.json
"""

import warnings

from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor

from peer_common import Epochs, read_job


def timed(base, epochs):
    """The estimator, telling when an epoch ends: it then looks at its own loss curve."""

    class Timed(base):
        def _update_no_improvement_count(self, *arguments, **named):
            super()._update_no_improvement_count(*arguments, **named)
            epochs.end_epoch(self.loss_curve_[-1])

    return Timed


def main():
    job = read_job()
    inputs, targets = job.data()
    settings = job.optimizer
    rate = {"learning_rate_init": settings["learning_rate"]}
    if settings["name"] == "adam":
        solver = {"solver": "adam", **rate}
    else:
        solver = {
            "solver": "sgd", "momentum": settings["momentum"], "nesterovs_momentum": False, **rate}
    epochs = Epochs()
    base = MLPClassifier if job.is_classification else MLPRegressor
    network = timed(base, epochs)(
        hidden_layer_sizes=job.layers[1:-1], activation=job.activations[0], alpha=0,
        batch_size=job.batch, max_iter=job.epochs, n_iter_no_change=job.epochs + 1, tol=0,
        random_state=1, **solver)
    warnings.simplefilter("ignore", ConvergenceWarning)
    network.fit(inputs, targets if job.is_classification else targets.ravel())
    epochs.report()


main()
