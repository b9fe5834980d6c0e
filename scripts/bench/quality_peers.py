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

# HistGradientBoosting takes no more; the rarer ones are one category.
MOST_CATEGORIES = 255


def inputs(frame):
    """Scaled numbers, texts one-hot; the mean and the most frequent text stand for what is missing."""
    texts = [name for name in frame if is_text(frame[name])]
    numbers = [name for name in frame if name not in texts]
    return ColumnTransformer([
        ("numbers", make_pipeline(SimpleImputer(), StandardScaler()), numbers),
        ("texts", make_pipeline(
            SimpleImputer(strategy="most_frequent"),
            OneHotEncoder(handle_unknown="infrequent_if_exist", max_categories=MOST_CATEGORIES)), texts),
    ])


# Each makes an estimator for a table's inputs from a seed.


def network(table, frame, seed):
    kind = MLPClassifier if table.is_classification else MLPRegressor
    return make_pipeline(inputs(frame), kind(random_state=seed))


def gradient_boosting(table, frame, seed):
    kind = GradientBoostingClassifier if table.is_classification else GradientBoostingRegressor
    return make_pipeline(inputs(frame), kind(random_state=seed))


def histogram_gradient_boosting(table, frame, seed):
    """It takes categories and missing values as they are."""
    kind = (
        HistGradientBoostingClassifier if table.is_classification
        else HistGradientBoostingRegressor)
    return kind(random_state=seed)


PEERS = {
    "MLP": network,
    "GradientBoosting": gradient_boosting,
    "HistGradientBoosting": histogram_gradient_boosting,
}
TREES = ("GradientBoosting", "HistGradientBoosting")


def answers(name, table, train, test, seed):
    """The probabilities of the test rows' classes and the classes' order, or the numbers and None.

    - train, test: The positions of rows.
    """
    frame = table.for_peers()
    for column in [column for column in frame if is_text(frame[column])]:
        texts = frame[column].astype(object)
        if name == "HistGradientBoosting":
            # Texts that training has not seen are missing, the rarer ones alike.
            known = texts.iloc[train].value_counts().index
            if len(known) > MOST_CATEGORIES:
                known = known[:MOST_CATEGORIES - 1]
                texts = texts.where(texts.isin(known) | texts.isna(), "other")
                known = [*known, "other"]
            frame[column] = texts.astype("category").cat.set_categories(sorted(set(known)))
        else:
            frame[column] = texts.where(texts.notna(), np.nan)
    estimator = PEERS[name](table, frame, seed)
    estimator.fit(frame.iloc[train], table.frame[table.target].iloc[train])
    rows = frame.iloc[test]
    if table.is_classification:
        return estimator.predict_proba(rows), [str(name) for name in estimator.classes_]
    return estimator.predict(rows), None
