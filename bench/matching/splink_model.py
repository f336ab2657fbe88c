"""Splink 5 as well as we could configure it: ten blocking rules, an ID comparison with a "valid but different" level,
names with pinyin and frequency."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

RECORDS = """CREATE OR REPLACE TABLE {into} AS
    WITH cleaned AS (SELECT {key} AS unique_id, upper(coalesce(id_text, '')) AS t, name, birth_date, phone, address FROM {table}),
    keyed AS (SELECT *, id_digits(t) AS d FROM cleaned)
    SELECT unique_id, CASE WHEN t = '' THEN NULL WHEN length(t) = 15 AND d IS NOT NULL THEN resident_id_of(d) ELSE t END AS id,
           proven_key(t, d) IS NOT NULL AS is_valid, k.name, s.sound, coalesce(birth_date, try_strptime(substr(t, 7, 8), '%Y%m%d')::DATE) AS birth,
           nullif(left(t, 10), '') AS id_head,
           nullif(left(t, 6), '') AS id_area, CASE WHEN length(t) >= 15 THEN right(t, 4) END AS id_last_4,
           CASE WHEN length(t) >= 15 THEN right(t, 6) END AS id_tail,
           CASE WHEN length(t) = 18 THEN left(t, 15) END AS id_15, phone, address
    FROM keyed k LEFT JOIN name_sounds s ON s.name = k.name"""


def sounds_of(county: Path) -> Path:
    """The file with the county's `name_sounds`."""
    return county.with_suffix(".sounds")


def make_sounds(con: duckdb.DuckDBPyConnection, file: Path) -> None:
    """name_sounds: one row per distinct name, its pinyin as a number, by the library that hedui uses. In a process of
    its own, for Splink's memory."""
    import numpy as np

    from bench.matching.residents import sounds

    names = con.execute(
        "SELECT DISTINCT name FROM (SELECT name FROM mentions UNION ALL SELECT name FROM known_people) WHERE name <> ''"
    ).fetchnumpy()["name"]
    con.register("made", {"sound": sounds(names.astype("U10")).astype(np.int64), "number": np.arange(len(names))})
    con.register("named", {"name": names, "number": np.arange(len(names))})
    file.unlink(missing_ok=True)
    con.execute(
        f"ATTACH '{file}' AS made_sounds; CREATE TABLE made_sounds.name_sounds AS SELECT name, sound FROM named JOIN made USING (number)"
    )
    con.execute("DETACH made_sounds")


def settings() -> object:
    """Comparisons and blocking rules."""
    import splink.comparison_level_library as levels
    import splink.comparison_library as comparisons
    from splink import SettingsCreator, block_on

    both_valid = "is_valid_l AND is_valid_r"
    resident_id = comparisons.CustomComparison(
        output_column_name="id",
        comparison_levels=[
            levels.NullLevel("id"),
            levels.ExactMatchLevel("id"),
            levels.CustomLevel(
                f"({both_valid}) AND id_l <> id_r AND left(id_l, 15) <> left(id_r, 15)", "valid but different"
            ),
            levels.CustomLevel(f"NOT ({both_valid}) AND damerau_levenshtein(id_l, id_r) <= 1", "one slip"),
            levels.CustomLevel("left(id_l, 15) = left(id_r, 15)", "first 15 digits"),
            levels.CustomLevel("left(id_l, 6) = left(id_r, 6) AND right(id_l, 4) = right(id_r, 4)", "both ends"),
            levels.CustomLevel(f"NOT ({both_valid}) AND damerau_levenshtein(id_l, id_r) <= 2", "two slips"),
            levels.ElseLevel(),
        ],
    )
    name = comparisons.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            levels.NullLevel("name"),
            levels.ExactMatchLevel("name").configure(tf_adjustment_column="name"),
            levels.CustomLevel("sound_l = sound_r", "same pinyin"),
            levels.CustomLevel(
                "length(name_l) = length(name_r) AND length(name_l) > 2 AND levenshtein(name_l, name_r) <= 3",
                "one character",
            ),
            levels.CustomLevel("left(name_l, 1) = left(name_r, 1)", "same surname"),
            levels.ElseLevel(),
        ],
    )
    return SettingsCreator(
        link_type="link_only",
        comparisons=[resident_id, name, comparisons.ExactMatch("birth"), comparisons.ExactMatch("phone"), comparisons.ExactMatch("address")],
        blocking_rules_to_generate_predictions=[
            block_on("id"), block_on("name", "birth"), block_on("name", "id_head"), block_on("name", "id_tail"), block_on("sound", "birth"),
            block_on("phone", "sound"), block_on("id_15"), block_on("name", "id_last_4"), block_on("sound", "id_last_4", "id_area"),
            block_on("address", "name"),
        ],
        retain_matching_columns=False,
    )  # fmt: skip


def link(con: duckdb.DuckDBPyConnection, model: Path | None) -> None:
    """Write `links`: each mention's best known row with its probability. Trains and saves the
    model when the file is not there."""
    from splink import DuckDBAPI, Linker, block_on

    con.execute(RECORDS.format(into="left_records", key="evidence_id", table="mentions"))
    known = "(SELECT k.*, NULL::DATE AS birth_date FROM known_people k)"
    con.execute(RECORDS.format(into="right_records", key="known_no", table=known))
    api = DuckDBAPI(connection=con)
    inputs = [
        api.register("left_records", dataset_display_name="a_mentions"),
        api.register("right_records", dataset_display_name="b_known"),
    ]
    if model is not None and model.is_file():
        linker = Linker(inputs, json.loads(model.read_text(encoding="utf-8")), log_level=None)
    else:
        linker = Linker(inputs, settings(), log_level=None)
        linker.training.estimate_probability_two_random_records_match([block_on("id")], recall=0.95)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e8, seed=1)
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("id"))
        linker.training.estimate_parameters_using_expectation_maximisation(block_on("name", "birth"))
        if model is not None:
            linker.misc.save_model_to_json(str(model), overwrite=True)
    found = linker.inference.predict(threshold_match_probability=0.01)
    con.execute(f"""CREATE TABLE links AS
        SELECT evidence_id, arg_max(known_no, (score, -known_no)) AS known_no, 'splink' AS tier, max(score) AS score, 'splink' AS reason
        FROM (SELECT unique_id_l AS evidence_id, unique_id_r AS known_no, match_weight AS score FROM {found.physical_name})
        GROUP BY evidence_id""")
