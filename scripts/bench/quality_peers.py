"""scikit-learn's estimators at their defaults, behind what makes inputs of a table's columns."""

import numpy as np
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import (
    GradientBoostingClassifier, GradientBoostingRegressor, HistGradientBoostingClassifier,
    HistGradientBoostingRegressor)
from sklearn.impute import SimpleImputer
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from quality_tables import is_text


def inputs(table):
    """Scaled numbers, texts one-hot; the mean and the most frequent text stand for what is missing."""
    texts = [name for name in table.inputs if is_text(table.frame[name])]
    numbers = [name for name in table.inputs if name not in texts]
    return ColumnTransformer([
        ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), numbers),
        ("texts", make_pipeline(
            SimpleImputer(strategy="most_frequent"),
            OneHotEncoder(handle_unknown="ignore", sparse_output=False)), texts),
    ])


# Each makes an estimator for a table from a seed.


def network(table, seed):
    kind = MLPClassifier if table.is_classification else MLPRegressor
    return make_pipeline(inputs(table), kind(random_state=seed))


def gradient_boosting(table, seed):
    kind = GradientBoostingClassifier if table.is_classification else GradientBoostingRegressor
    return make_pipeline(inputs(table), kind(random_state=seed))


def histogram_gradient_boosting(table, seed):
    """It takes categories and missing values as they are."""
    kind = (
        HistGradientBoostingClassifier if table.is_classification
        else HistGradientBoostingRegressor)
    return kind(random_state=seed)


def score(make, table, train, test, seed):
    """The accuracy, or the root mean squared error, on the test rows."""
    def split(rows):
        frame = rows[table.inputs]
        if make is histogram_gradient_boosting:
            # Categories of the training rows; others are missing then.
            for name in [name for name in table.inputs if is_text(table.frame[name])]:
                categories = sorted(train[name].dropna().unique())
                frame = frame.assign(**{name: rows[name].astype("category").cat.set_categories(categories)})
        else:
            frame = frame.astype({
                name: object for name in table.inputs if is_text(table.frame[name])})
            frame = frame.where(frame.notna(), np.nan)
        return frame, rows[table.target]

    estimator = make(table, seed).fit(*split(train))
    frame, targets = split(test)
    if table.is_classification:
        return estimator.score(frame, targets)
    return float(np.sqrt(np.mean((estimator.predict(frame) - targets) ** 2)))
