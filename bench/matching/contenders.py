"""One contender, one county, one process: `python -m bench.matching.contenders NAME COUNTY RESULT [MODEL]` prints seconds and peak memory as JSON.

RESULT gets a table `links`: one row per mention tied to a known row, with tier or score. Imports and the opening of files are not counted; what is
counted begins with the county's tables and ends with the links written.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb

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


CLEANED = """WITH cleaned AS (
        SELECT {key}, upper(regexp_replace(translate(id_text, '０１２３４５６７８９Ｘ', '0123456789X'), '[^0-9Xx]', '', 'g')) AS t FROM {table}
    )
    SELECT {key}, CASE WHEN length(t) = 15 THEN resident_id_of((left(t, 6) || '19' || substr(t, 7))::BIGINT) ELSE t END AS id FROM cleaned"""


def exact(con: duckdb.DuckDBPyConnection, _: Path | None) -> None:
    """The exact join on cleaned IDs: what a careful analyst does without a matcher."""
    con.execute(f"""CREATE TABLE links AS
        SELECT m.evidence_id, min(k.known_no) AS known_no, 'exact' AS tier, 1.0 AS score, 'id' AS reason
        FROM ({CLEANED.format(key='evidence_id', table='mentions')}) m JOIN ({CLEANED.format(key='known_no', table='known_people')}) k USING (id)
        GROUP BY m.evidence_id""")


def hedui(con: duckdb.DuckDBPyConnection, _: Path | None) -> None:
    """hedui's matcher, writing all it writes in a batch: people, links, matches, rejects, reasons."""
    from transforms.match import match

    match(con)


def _hedui_links(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("""CREATE TABLE links AS
        SELECT m.evidence_id, k.known_no, m.tier, m.score, m.reason
        FROM matches m JOIN (SELECT person_no, min(known_no) AS known_no FROM known_links WHERE tier <> 'conflict' GROUP BY person_no) k USING (person_no)""")


def splink(con: duckdb.DuckDBPyConnection, model: Path | None) -> None:
    """Splink 5 on DuckDB: trained when there is no model file yet, else predicting with it."""
    from bench.matching.splink_model import link

    link(con, model)


CONTENDERS = {"exact": exact, "hedui": hedui, "splink": splink}


def _peak_mb() -> float:
    """The most memory this process ever held; ru_maxrss would count the parent's before exec."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main(name: str, county: str, result: str, model: str | None = None, memory: str | None = None) -> None:
    if name == "splink":
        import splink as _  # noqa: F401
    con = _open(Path(county), Path(result), memory or None)
    define_key_macros(con)
    if name == "splink":
        from bench.matching.splink_model import give_sounds

        give_sounds(con)
    if name == "hedui":
        import transforms.match  # noqa: F401
    began, cpu = time.perf_counter(), time.process_time()
    CONTENDERS[name](con, Path(model) if model else None)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = _peak_mb()
    if name == "hedui":
        _hedui_links(con)
    con.close()
    print(json.dumps({"seconds": round(seconds, 3), "cpu_seconds": round(cpu, 3), "peak_mb": round(peak)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
