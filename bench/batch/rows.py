"""The rows of each dataset of the catalog, typed and under the catalog's column names, four in a
hundred with a damaged ID or name."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from bench.batch.people import Size
from bench.batch.plans import AGES, HOUSEHOLD_PAPERS, PLANS, UNPLANNED, Plan
from bench.batch.values import Draw, Values, last_months, value
from bench.matching import damage, names
from schemas.clean import POLARS_TYPES
from schemas.model import Catalog, Dataset

DAMAGED = 0.04
FULL = 500_000  # residents for whom the plans' rows are counted
_HOUSEHOLDS = {"roster_households": "roster", "application_households": "application"}
_MEMBERS = {"roster_members": "roster", "application_members": "application"}
_ID_DAMAGE = (
    damage.wrong_digit, damage.swapped, damage.lost, damage.doubled, damage.letter, lambda _, ids: damage.rounded(ids),
    lambda _, ids: damage.masked(ids, 6, 4), lambda _, ids: damage.masked(ids, 10, 4), lambda _, ids: damage.short(ids),
)  # fmt: skip
_NAME_DAMAGE = ("traditional", "homophone", "unknown", "look_alike")


def datasets(
    catalog: Catalog, people: pl.DataFrame, seed: int, size: Size, only: set[str] | None = None
) -> Iterator[tuple[Dataset, Plan, pl.DataFrame]]:
    """Each dataset with its plan and its rows; the planned rows are stretched so that all
    of them come to `size.rows`."""
    number = np.random.default_rng([seed, 2])
    people = people.with_columns(
        true_id=pl.col("id_text"), is_insured=pl.Series(number.random(len(people)) < np.where(people["register"] != "", 0.02, 0.3)),
        whim=pl.Series(number.integers(0, 40, len(people))),
    )  # fmt: skip
    fixed = {
        **{name: people.filter((pl.col("register") == register) & (pl.col("relation") == "head")) for name, register in _HOUSEHOLDS.items()},
        **{name: people.filter(pl.col("register") == register) for name, register in _MEMBERS.items()},
        "registry": people.filter("is_registered"), "authorizations": people.filter((pl.col("register") != "") & (pl.col("whim") < 39)),
    }  # fmt: skip
    planned = {name: PLANS.get(name, UNPLANNED).rows for name in catalog.datasets}
    wanted = size.rows - sum(map(len, fixed.values()))
    stretch = wanted / sum(planned.values())
    for order, dataset in enumerate(sorted(catalog.datasets.values(), key=lambda d: d.name)):
        if only is not None and dataset.department not in only:
            continue
        plan = PLANS.get(dataset.name, UNPLANNED)
        rng = np.random.default_rng([seed, 3, order])
        month = None
        if dataset.name in fixed:
            about = fixed[dataset.name]
        elif dataset.name in HOUSEHOLD_PAPERS:
            heads = fixed["roster_households"]
            about = heads.sample(
                max(1, round(len(heads) * HOUSEHOLD_PAPERS[dataset.name])), seed=int(rng.integers(1 << 30))
            )
        else:
            count = max(plan.months, round(planned[dataset.name] * stretch))
            about, month = _about(rng, people, plan, count, size.assets)
        yield dataset, plan, _rows(dataset, rng, about, month)


def _about(
    rng: np.random.Generator, people: pl.DataFrame, plan: Plan, count: int, assets: float
) -> tuple[pl.DataFrame, np.ndarray | None]:
    """Whom `count` rows are about; each person once a month where the plan has months."""
    least, most = AGES[plan.who]
    age, assisted = people["age"].to_numpy(), (people["register"] != "").to_numpy()
    weight = np.where(assisted, plan.favour * (assets if plan.is_asset else 1.0), 1.0) * (
        (age >= least) & (age <= most)
    )
    if plan.who == "recipient":
        weight = weight * assisted
    persons = max(1, count // plan.months)
    if plan.is_once:
        able = np.flatnonzero(weight)
        late = rng.exponential(size=len(able)) / weight[able]
        chosen = able[np.argpartition(late, min(persons, len(able)) - 1)[:persons]]
    else:
        reach = np.cumsum(weight)
        chosen = np.searchsorted(reach, rng.random(persons) * reach[-1], side="right")
    if plan.months == 1:
        return people[np.sort(chosen)] if plan.is_once else people[chosen], None
    months = np.array(last_months(plan.months), dtype="datetime64[D]")
    return people[np.tile(chosen, plan.months)], np.repeat(months, persons)


def _rows(dataset: Dataset, rng: np.random.Generator, about: pl.DataFrame, month: np.ndarray | None) -> pl.DataFrame:
    is_roster = dataset.name in _HOUSEHOLDS or dataset.name in _MEMBERS
    if is_roster:
        group = "household" if dataset.name in _HOUSEHOLDS else "member"
        about = about.with_columns(head=pl.col("true_id").first().over("household"))
    else:
        group = ""
        about = _damaged(rng, about)
    draws = [Draw(rng, about, month)]
    draws += [Draw(rng, about[rng.permutation(len(about))], month) for _ in dataset.parties[1:]]  # a marriage names two
    party_of = {c: number for number, p in enumerate(dataset.parties) for c in (*p.id_columns, p.name_column)}
    columns: dict[str, Values] = {}
    for name, column in dataset.columns.items():
        if is_roster and name == "head_id":
            columns[name] = about["head"]
        else:
            columns[name] = value(dataset.name, group, column, draws[party_of.get(name, 0)])
    frame = pl.DataFrame({name: pl.Series(name, found) for name, found in columns.items()})
    return frame.select(pl.col(name).cast(POLARS_TYPES[column.type]) for name, column in dataset.columns.items())


def _damaged(rng: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with some IDs and names spoilt, each way equally often."""
    texts, called = rows["id_text"].to_numpy().astype("U19"), rows["name"].to_numpy().astype("U10")
    spoilt = np.flatnonzero(rng.random(len(rows)) < DAMAGED)
    ways = len(_ID_DAMAGE) + len(_NAME_DAMAGE)
    for number, way in enumerate(_ID_DAMAGE):
        part = spoilt[number::ways]
        if len(part):
            whole = texts[part].astype("U18")
            broken = way(rng, whole).astype("U19")
            elsewhere = ~np.char.startswith(broken, "99")  # a division in which somebody may live
            texts[part] = np.where(elsewhere, damage.wrong_digit(rng, whole, 6, 11), broken)
    for number, kind in enumerate(_NAME_DAMAGE, start=len(_ID_DAMAGE)):
        part = spoilt[number::ways]
        if len(part):
            called[part] = names.spoilt(rng, called[part], kind)
    return rows.with_columns(id_text=pl.Series(texts), name=pl.Series(called))


__all__ = ["FULL", "datasets"]
