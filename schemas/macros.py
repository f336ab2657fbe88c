"""SQL macros about resident IDs and masked values, the same in every database of hedui (GB 11643: MOD 11-2 check digit)."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def define_macros(con: DuckDBPyConnection) -> None:
    """Define id_check_digit, is_resident_id, full_id, id_birth_date, mask_id, mask_phone and plain (no spaces, half width)."""
    weighted = " + ".join(f"substr(t, {i}, 1)::INTEGER * {weight}" for i, weight in enumerate(WEIGHTS, start=1))
    statements = (
        f"id_check_digit(t) AS substr('10X98765432', ({weighted}) % 11 + 1, 1)",
        """is_resident_id(t) AS coalesce(CASE
             WHEN regexp_full_match(t, '[1-9][0-9]{16}[0-9X]') THEN try_strptime(substr(t, 7, 8), '%Y%m%d') IS NOT NULL
                  AND substr(t, 7, 2) IN ('18', '19', '20') AND right(t, 1) = id_check_digit(t)
             WHEN regexp_full_match(t, '[1-9][0-9]{14}') THEN try_strptime('19' || substr(t, 7, 6), '%Y%m%d') IS NOT NULL
           END, false)""",
        # CASE in CASE: only texts of 15 characters are examined
        """full_id(t) AS CASE WHEN length(t) = 15 THEN CASE WHEN is_resident_id(t)
             THEN left(t, 6) || '19' || substr(t, 7) || id_check_digit(left(t, 6) || '19' || substr(t, 7)) ELSE t END ELSE t END""",
        "id_birth_date(t) AS try_strptime(substr(full_id(t), 7, 8), '%Y%m%d')::DATE",
        """mask_id(t) AS CASE WHEN t IS NULL THEN NULL WHEN length(t) >= 15
             THEN left(t, 6) || repeat('*', length(t) - 10) || right(t, 4) ELSE repeat('*', length(t)) END""",
        """mask_phone(t) AS CASE WHEN t IS NULL THEN NULL WHEN length(t) >= 11
             THEN left(t, 3) || repeat('*', length(t) - 7) || right(t, 4) ELSE repeat('*', length(t)) END""",
    )
    wide = "".join(chr(0xFF01 + i) for i in range(94))
    narrow = "".join(chr(0x21 + i) for i in range(94)).replace("'", "''")
    bare = f"regexp_replace(translate(t, '{wide}', '{narrow}'), '[\\s\u3000]', '', 'g')"
    statements += (f"plain(t) AS CASE WHEN strlen(t) = length(t) THEN regexp_replace(t, '\\s', '', 'g') ELSE {bare} END",)  # ASCII has no width to lose
    for statement in statements:
        con.execute(f"CREATE OR REPLACE MACRO {statement}")
