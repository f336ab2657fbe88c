"""One contender, one county, one process: `python -m bench.matching.contenders NAME COUNTY RESULT [MODEL]` prints
seconds and peak memory as JSON.

RESULT gets a table `links`: one row per mention tied to a known row, with tier or score. `pinyin` makes the column that
`splink` needs (MODEL is its file); hedui makes its own. Imports and the opening of files are not counted; what is
counted begins with the county's tables and ends with the links written.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from bench.matching.splink_model import make_sounds, sounds_of
from schemas.macros import define_key_macros


def _open(county: Path, result: Path, memory: str | None) -> duckdb.DuckDBPyConnection:
    """The result's database as current catalog, the county beside it as `county`."""
    result.unlink(missing_ok=True)
    con = duckdb.connect(config={"temp_directory": f"{result}.spill", **({"memory_limit": memory} if memory else {})})
    con.execute(f"ATTACH '{result}' AS result")
    con.execute(f"ATTACH '{county}' AS county (READ_ONLY)")
    con.execute("USE result")
    for table in ("mentions", "known_people"):
        con.execute(f"CREATE VIEW {table} AS FROM county.{table}")
    return con


def _prove_ids(con: duckdb.DuckDBPyConnection) -> None:
    """What is gathered with the evidence in a batch, and kept for the next one: here it is worked out whenever
    it is read, so that it counts."""
    for table in ("mentions", "known_people"):
        con.execute(f"""CREATE OR REPLACE VIEW {table} AS
            SELECT * EXCLUDE (t, digits) REPLACE (odd_id(t, key) AS odd_id) FROM (
                SELECT * REPLACE (proven_key(t, digits) AS key) FROM (
                    SELECT *, id_digits(t) AS digits FROM (SELECT *, upper(id_text) AS t FROM county.{table})))""")


CLEANED = """WITH cleaned AS (
        SELECT {key}, upper(regexp_replace(translate(id_text, '０１２３４５６７８９Ｘ', '0123456789X'), '[^0-9Xx]', '', 'g')) AS t FROM {table}
    )
    SELECT {key}, CASE WHEN length(t) = 15 THEN resident_id_of((left(t, 6) || '19' || substr(t, 7))::BIGINT) ELSE t END AS id FROM cleaned"""


def exact(con: duckdb.DuckDBPyConnection, _: Path | None) -> None:
    """The exact join on cleaned IDs: what a careful analyst does without a matcher."""
    con.execute(f"""CREATE TABLE links AS
        SELECT m.evidence_id, min(k.known_no) AS known_no, 'exact' AS tier, 1.0 AS score, 'id' AS reason
        FROM ({CLEANED.format(key="evidence_id", table="mentions")}) m JOIN ({CLEANED.format(key="known_no", table="known_people")}) k USING (id)
        GROUP BY m.evidence_id""")


def hedui(con: duckdb.DuckDBPyConnection, _: Path | None) -> None:
    """hedui's matcher, writing all it writes in a batch: people, links, matches, rejects, reasons."""
    from transforms.match import match

    _prove_ids(con)
    match(con)


def _hedui_links(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("""CREATE TABLE links AS
        SELECT m.evidence_id, k.known_no, m.tier, m.score, m.reason
        FROM matches m JOIN (SELECT person_no, min(known_no) AS known_no FROM known_links WHERE tier <> 'conflict' GROUP BY person_no) k USING (person_no)""")


def splink(con: duckdb.DuckDBPyConnection, model: Path | None) -> None:
    """Splink 5 on DuckDB: trained when there is no model file yet, else predicting with it."""
    from bench.matching.splink_model import link

    link(con, model)


CONTENDERS = {"exact": exact, "hedui": hedui, "splink": splink, "pinyin": lambda con, file: make_sounds(con, file)}


def _peak_mb() -> float:
    """The most memory this process ever held; ru_maxrss would count the parent's before exec."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def _timed(work: Callable[[], None]) -> dict[str, float]:
    began, cpu = time.perf_counter(), time.process_time()
    work()
    return {"seconds": round(time.perf_counter() - began, 3), "cpu_seconds": round(time.process_time() - cpu, 3)}


def main(name: str, county: str, result: str, model: str | None = None, memory: str | None = None) -> None:
    if name == "splink":
        import splink as _  # noqa: F401
    con = _open(Path(county), Path(result), memory or None)
    define_key_macros(con)
    if name == "splink":
        con.execute(
            f"ATTACH '{sounds_of(Path(county))}' AS sounds (READ_ONLY); CREATE VIEW name_sounds AS FROM sounds.name_sounds"
        )
    if name == "hedui":
        import transforms.match  # noqa: F401
    figures = _timed(lambda: CONTENDERS[name](con, Path(model) if model else None)) | {"peak_mb": round(_peak_mb())}
    if name == "hedui":
        _hedui_links(con)
    con.close()
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:])
