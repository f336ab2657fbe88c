"""The residents of a benchmark county, one row per person: families of bench.matching with a place, an age and, for
some households, assistance.

`register` is roster, application or empty; `is_registered` is false for two in a hundred,
whom only the departments know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from bench.matching.residents import HEAD, PARENT, SPOUSE, ids, residents

AS_OF = date(2026, 3, 31)
TOWNSHIPS = (
    "城关镇",
    "北河镇",
    "柳湾镇",
    "石桥乡",
    "青崖乡",
    "白杨镇",
    "双井乡",
    "沙梁镇",
    "云台乡",
    "松岭镇",
    "泉沟乡",
    "红土镇",
    "杏园乡",
    "南塬镇",
)
_VILLAGES = (
    "上坪",
    "下坪",
    "前湾",
    "后湾",
    "东岭",
    "西岭",
    "大庄",
    "小庄",
    "高崖",
    "新民",
    "团结",
    "向阳",
    "河口",
    "杨家沟",
    "枣树",
)
_RELATIONS = {HEAD: "head", SPOUSE: "spouse", PARENT: "parent"}
_DIVISIONS = 10_000


@dataclass(frozen=True)
class Size:
    """How big a county is. `rows` counts every row delivered; assets: how much likelier than usual recipients own
    something that a rule asks about."""

    residents: int = 500_000
    households: int = 20_000
    rows: int = 5_000_000
    assets: float = 1.0

    def times(self, scale: float, assets: float | None = None) -> Size:
        residents, households, rows = (max(1, round(n * scale)) for n in (self.residents, self.households, self.rows))
        return Size(residents, households, rows, self.assets if assets is None else assets)


COUNTY = Size()


def _moved(people: pl.DataFrame, county: int) -> pl.DataFrame:
    """The same families under the division codes of another county, with IDs of their own."""
    if not county:
        return people
    key = people["key"].to_numpy()
    area = key // 10**11 % _DIVISIONS
    moved = (990_000 + (area + 101 * county) % _DIVISIONS) * 10**11 + key % 10**11
    guardian = people["guardian"].is_not_null()
    head = people.group_by("household", maintain_order=True).agg(pl.len())["len"].to_numpy()
    starts = np.repeat(np.cumsum(head) - head, head)
    texts = ids(moved)
    return people.with_columns(
        key=pl.Series(moved), id_text=pl.Series(texts), guardian=pl.when(guardian).then(pl.Series(texts[starts])), hukou=f"{county}" + pl.col("hukou"),
        household=pl.col("household") + county * 100_000_000,
    )  # fmt: skip


def people(seed: int, size: Size, county: int = 0) -> pl.DataFrame:
    """The residents of one county; the columns of bench.matching.residents and township, village, hukou_kind, relation,
    age, register, household_id."""
    return placed(residents(np.random.default_rng([seed, 0]), size.residents), seed, size, county)


def placed(families: pl.DataFrame, seed: int, size: Size, county: int) -> pl.DataFrame:
    """Families with place, age and assistance, as county number `county` of the seed."""
    rng = np.random.default_rng([seed, 1, county])
    found = _moved(families, county)
    homes = found.group_by("household", maintain_order=True).agg(size=pl.len())
    count = len(homes)
    draw = rng.permutation(count)
    small = draw[homes["size"].to_numpy()[draw] <= 4]
    register = np.full(count, "", dtype="U11")
    register[small[: size.households]] = "roster"
    register[small[size.households : size.households + size.households // 25]] = "application"
    number = np.zeros(count, np.int64)
    number[draw] = np.arange(count)
    town = rng.choice(len(TOWNSHIPS), count, p=_shares(len(TOWNSHIPS)))
    village = rng.integers(0, len(_VILLAGES), count)
    homes = homes.with_columns(
        register=pl.Series(register), township=pl.Series(np.array(TOWNSHIPS)[town]), village=pl.Series(np.array(_VILLAGES)[village]) + "村",
        hukou_kind=pl.Series(np.where((town == 0) | (rng.random(count) < 0.1), "urban", "rural")), house=pl.Series(rng.integers(1, 400, count)),
        household_id=pl.format("HD{}{}", pl.lit(f"{county:02}"), pl.Series(number).cast(pl.String).str.zfill(8)),
    )  # fmt: skip
    relation = np.full(len(found), "child", dtype="U8")
    for role, said in _RELATIONS.items():
        relation[found["role"].to_numpy() == role] = said
    return (
        found.drop("address").join(homes, on="household", how="left", maintain_order="left")
        .with_columns(
            relation=pl.Series(relation), age=(pl.lit(AS_OF) - pl.col("birth")).dt.total_days() // 365.25,
            address=pl.format("{}{}{}号", "township", "village", "house"), is_registered=pl.Series(rng.random(len(found)) >= 0.02) | (pl.col("register") != ""),
        )
        .with_columns(pl.col("age").cast(pl.Int32), hukou=_few_with_many_children())
    )  # fmt: skip


def _few_with_many_children() -> pl.Expr:
    """The hukou of each person: in nine of ten families a third child under age is entered elsewhere, for the families
    of bench.matching are large."""
    young = pl.col("relation").eq("child") & (pl.col("age") < 18)
    third = young & (young.cast(pl.Int8).cum_sum().over("household") > 2) & (pl.col("household") % 10 != 0)
    return pl.when(third).then(pl.col("hukou") + "B").otherwise(pl.col("hukou"))


def _shares(count: int) -> np.ndarray:
    """The first township is the county town, three times as big as the others."""
    shares = np.ones(count)
    shares[0] = 3
    return shares / shares.sum()
