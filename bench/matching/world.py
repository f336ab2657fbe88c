"""One seeded county in a DuckDB file: tables known_people and mentions as the matcher wants
them, and `truth` beside them.

truth: one row per mention - person (the row number of the resident meant; NULL = nobody on the roster), damage (kind or
''), adversary (kind or '').
known_persons_true: one row per known row - whose it is, and whether that person is on the roster.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from bench.matching import damage
from bench.matching.residents import HEAD, given, ids, residents, sounds
from schemas.ddl import create
from schemas.model import tables

# How often a county's rows are of a kind of evidence, after the sample county's deliveries.
EVIDENCE = {
    "pension": 0.22, "subsidy": 0.2, "settlement": 0.14, "contribution": 0.12, "certificate": 0.04, "enrolment": 0.06, "deposit": 0.06,
    "dwelling": 0.03, "vehicle": 0.025, "fiscal_pay": 0.02, "business": 0.015, "machinery": 0.01, "death": 0.01, "work_relief": 0.02,
    "illness": 0.01, "marriage": 0.02,
}  # fmt: skip
STATED = {"birth": 0.3, "phone": 0.35, "address": 0.3, "hukou": 0.08, "guardian": 0.02}


@dataclass(frozen=True)
class Size:
    """How big a county is. registered: residents whose registry row is known beside the roster."""

    residents: int = 500_000
    roster: int = 50_000
    rows: int = 1_000_000
    matched: float = 0.08
    damage: float = 0.04
    roster_damage: float = 0.004
    is_registered: bool = False

    @property
    def adversaries(self) -> dict[str, int]:
        """Rows per kind of adversary: 11 000 in a million, thousands of each."""
        share = {
            "twin_or_sibling": 2500,
            "namesake_same_birth": 2500,
            "id_of_another": 2000,
            "id_of_relative": 2500,
            "rounded_twin": 1500,
        }
        return {kind: round(n * self.rows / 1_000_000) for kind, n in share.items()}


def _stating(rng: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with what they say beside ID and name decided."""
    return rows.with_columns(**{f"says_{c}": pl.Series(rng.random(len(rows)) < share) for c, share in STATED.items()})


def _derived(rng: np.random.Generator, people: pl.DataFrame, key: np.ndarray, name: np.ndarray) -> pl.DataFrame:
    """Other real people like `people`, who live elsewhere and are on no roster."""
    n = len(people)
    return people.with_columns(
        person=pl.lit(-1, pl.Int64), key=pl.Series(key), id_text=pl.Series(ids(key)), name=pl.Series(name),
        phone=pl.Series(np.char.add("1", rng.integers(3_000_000_000, 9_999_999_999, n).astype(str))),
        address=pl.Series(rng.permutation(people["address"].to_numpy())), hukou=pl.Series(np.char.add("E", rng.integers(0, 10**6, n).astype(str))),
        former_name=pl.lit(None, pl.String), guardian=pl.lit(None, pl.String),
    )  # fmt: skip


def _other_names(rng: np.random.Generator, people: pl.DataFrame) -> np.ndarray:
    """Names of brothers and sisters: the surname, often the generation character; never a
    homophone of the first one's."""
    own = people["name"].to_numpy().astype("U10")
    shared = np.where((rng.random(len(own)) < 0.5) & (np.char.str_len(own) == 3), own.astype("U2"), own.astype("U1"))
    name, again = own.copy(), np.arange(len(own))
    while len(again):
        stem, plain = shared[again], given(rng, len(again))
        name[again] = np.char.add(stem, np.where(np.char.str_len(stem) == 2, plain.astype("U1"), plain))
        again = np.flatnonzero(sounds(name) == sounds(own))
    return name


def _twins(rng: np.random.Generator, people: pl.DataFrame, taken: set[int]) -> pl.DataFrame:
    """Twins of the people who live elsewhere: IDs equal but for the last four characters."""
    key = people["key"].to_numpy()
    sequence = (key % 1000 + rng.integers(1, 9, len(key))) % 1000
    twins = _derived(rng, people, key // 1000 * 1000 + sequence, _other_names(rng, people))
    return twins.filter(~pl.col("key").is_in(list(taken))).unique("key", maintain_order=True)


def _adversaries(
    rng: np.random.Generator, size: Size, everyone: pl.DataFrame, roster: pl.DataFrame
) -> tuple[pl.DataFrame, np.ndarray]:
    """Rows made to mislead; `person` is whom each is really about."""
    taken = set(everyone["key"].to_list())
    parts: list[tuple[str, pl.DataFrame]] = []

    def some(frame: pl.DataFrame, n: int) -> pl.DataFrame:
        return frame[rng.choice(len(frame), min(n, len(frame)), replace=len(frame) < n)]

    count = size.adversaries
    parts.append(("twin_or_sibling", _stating(rng, _twins(rng, some(roster, count["twin_or_sibling"]), taken))))

    like = some(roster, count["namesake_same_birth"])
    key = (
        like["key"].to_numpy() % 10**11 // 1000 * 1000
        + rng.choice([990122, 990123, 990124, 990126], len(like)) * 10**11
        + rng.integers(1, 1000, len(like))
    )
    same = (
        _derived(rng, like, key, like["name"].to_numpy())
        .filter(~pl.col("key").is_in(list(taken)))
        .unique("key", maintain_order=True)
    )
    same, _ = damage.damaged(rng, _stating(rng, same), max(0.1, size.damage))
    parts.append(("namesake_same_birth", same))

    about, other = some(everyone, count["id_of_another"]), some(roster, count["id_of_another"])
    parts.append(
        (
            "id_of_another",
            _stating(rng, about)
            .with_columns(id_text=other["id_text"])
            .filter(about["household"] != other["household"]),
        )
    )

    kin = everyone.filter(pl.col("sibling_of") >= 0).join(
        roster.select(sibling_of="person", kin_id="id_text"), on="sibling_of"
    )
    home = roster.join(roster.select("household", other="person", kin_id="id_text"), on="household").filter(
        pl.col("other") != pl.col("person")
    )
    n = count["id_of_relative"]
    for frame, share in ((kin, 0.25), (home, 0.75)):
        chosen = some(frame, round(n * share))
        parts.append(("id_of_relative", _stating(rng, chosen.with_columns(id_text="kin_id").select(everyone.columns))))

    half = count["rounded_twin"] // 2
    known = roster.with_columns(stem=pl.col("key") // 100).filter(pl.len().over("stem") > 1).drop("stem")
    for people in (_twins(rng, some(roster, half), taken), some(known, half) if len(known) else known):
        texts = damage.rounded(people["id_text"].to_numpy().astype("U18"))
        parts.append(("rounded_twin", _stating(rng, people.with_columns(id_text=pl.Series(texts)))))
    kinds = np.concatenate([np.full(len(frame), kind, dtype="U24") for kind, frame in parts])
    columns = parts[0][1].columns
    return pl.concat(
        [frame.select(columns).cast({"name": pl.String}) for _, frame in parts], how="vertical_relaxed"
    ), kinds


def build(path: Path, seed: int, size: Size) -> None:
    """Write the county of a seed to a new DuckDB file."""
    rng = np.random.default_rng(seed)
    everyone = residents(rng, size.residents)
    homes = rng.permutation(int(everyone["household"].to_numpy().max()) + 1)
    rank = np.empty(len(homes), np.int64)
    rank[homes] = np.arange(len(homes))
    listed = (
        everyone.with_columns(rank=pl.Series(rank[everyone["household"].to_numpy()]))
        .sort("rank", "person")
        .head(size.roster)
    )
    roster = listed.drop("rank")
    others = everyone.join(roster, on="person", how="anti")

    adversaries, adversary = _adversaries(rng, size, everyone, roster)
    about = round(size.rows * size.matched)
    ours, damage_ours = damage.damaged(rng, _stating(rng, roster[rng.integers(0, len(roster), about)]), size.damage)
    rest = size.rows - about - len(adversaries)
    theirs, damage_theirs = damage.damaged(rng, _stating(rng, others[rng.integers(0, len(others), rest)]), size.damage)

    columns = ours.columns
    rows = pl.concat([f.select(columns) for f in (ours, theirs, adversaries)], how="vertical_relaxed")
    kinds = np.concatenate([damage_ours, damage_theirs, np.full(len(adversaries), "")])
    enemies = np.concatenate([np.full(len(ours) + len(theirs), "", dtype=adversary.dtype), adversary])
    order = rng.permutation(len(rows))
    evidence = np.array(list(EVIDENCE))[
        rng.choice(len(EVIDENCE), len(rows), p=np.array(list(EVIDENCE.values())) / sum(EVIDENCE.values()))
    ]
    rows = rows.with_columns(
        is_ours=pl.col("person").is_in(roster["person"].implode()),
        damage=pl.Series(kinds),
        adversary=pl.Series(enemies),
        kind=pl.Series(evidence),
    )[order].with_row_index("evidence_id", 1)
    _write(path, rng, size, rows, roster, everyone)


def _write(
    path: Path, rng: np.random.Generator, size: Size, rows: pl.DataFrame, roster: pl.DataFrame, everyone: pl.DataFrame
) -> None:
    spoilt = np.flatnonzero(rng.random(len(roster)) < size.roster_damage)
    listed = roster["id_text"].to_numpy().astype("U19").copy()
    ways = (
        lambda i: damage.wrong_digit(rng, i),
        lambda i: damage.swapped(rng, i),
        damage.rounded,
        lambda i: damage.lost(rng, i),
    )
    for number, way in enumerate(ways):
        part = spoilt[number :: len(ways)]
        listed[part] = way(listed[part].astype("U18"))
    known = roster.with_columns(id_text=pl.Series(listed), register=pl.lit("roster"))
    if size.is_registered:
        registry = everyone.with_columns(register=pl.lit("registry"), person=pl.col("person") + size.residents)
        known = pl.concat([known, registry], how="vertical_relaxed")
    con = duckdb.connect(str(path))
    for name in ("known_people", "mentions"):
        con.execute(create(tables("core")[name], replace=True))
    con.register("known", known.to_arrow())
    con.execute("""INSERT INTO known_people BY NAME
        SELECT person AS known_no, register, CASE WHEN register = 'roster' THEN 'H' || household END AS household_id,
               CASE WHEN register = 'registry' THEN NULL::BIGINT END AS evidence_id, id_text, name, former_name,
               CASE WHEN register = 'roster' THEN phone END AS phone, address,
               CASE WHEN register = 'registry' OR hash(household) % 2 = 0 THEN hukou END AS hukou_number
        FROM known""")
    con.register("rows", rows.to_arrow())
    con.execute("""INSERT INTO mentions BY NAME
        SELECT evidence_id, 1 AS party, kind, nullif(id_text, '') AS id_text, name,
               CASE WHEN says_birth THEN birth END AS birth_date, CASE WHEN says_phone THEN phone END AS phone,
               CASE WHEN says_address THEN address END AS address, CASE WHEN says_guardian THEN guardian END AS guardian_id,
               CASE WHEN says_hukou THEN hukou END AS hukou_number
        FROM rows""")
    con.execute(
        "CREATE TABLE truth AS SELECT evidence_id, CASE WHEN is_ours THEN person END AS person, damage, adversary, kind FROM rows"
    )
    con.execute(
        """CREATE TABLE known_persons_true AS
        SELECT person AS known_no, CASE WHEN register = 'registry' THEN person - $1 ELSE person END AS person,
               register = 'roster' OR person - $1 IN (SELECT person FROM known WHERE register = 'roster') AS is_listed FROM known""",
        [size.residents],
    )
    con.close()


__all__ = ["EVIDENCE", "HEAD", "Size", "build"]
