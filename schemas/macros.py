"""SQL macros about resident IDs (GB 11643) and masked values, the same in every database of hedui. The
scalar form is `schemas.identity`.

The MOD 11-2 sum of 17 digits is taken without looking at one: with q[j] = k // 10**j, digit j is q[j] - 10 q[j + 1] and
weighs 2**(j + 1), which adds up to 3 T - k for T = sum of 2**j q[j]; and because 2**5 is -1 (MOD 11), four factors do
for T. It is half of the arithmetic that digit by digit would be.
"""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from schemas.identity import CHECK_DIGITS, FIRST_YEAR, LAST_YEAR, WEIGHTS


def _weighted_sum() -> str:
    """A multiple of 11 away from the weighted sum of the digits of k, never negative."""

    def quotients(first: int) -> str:
        return "".join(f" {'+-'[step % 2]} k // {10**place}" for step, place in enumerate(range(first, 17, 5)))

    return f"(3 * ({' + '.join(f'{2**i} * (0{quotients(i)})' for i in range(5))}) - k)"


def define_key_macros(con: DuckDBPyConnection) -> None:
    """Define the forms for columns that joins run on; `t` is half-width, upper-case text, `k` a key.

    id_digits(t): the 17 digits of a text that looks like an ID, not yet proven (TRY_CAST reads 1e16 too). key_check(k):
    its check digit. key_is_dated(k): its birth date is real. proven_key(t, id_digits(t)): key of a valid ID, else NULL;
    give it a column of digits, for a macro's argument is computed wherever it stands. id_key(t): the same at once, for
    few rows. odd_id(t, k): the text where its key does not say all that matters: damaged, of 15 digits (no check digit
    guards them), or …000 (may be rounded); id_text_of(odd_id(t, k), k): the text again.
    resident_id_of(k), birth_of(k), birth_number(d): back to text and date, and a date as yyyymmdd.
    """
    month, day, year = "(k // 100000 % 100)", "(k // 1000 % 100)", "(k // 10000000 % 10000)"
    leap = f"({year} % 4 = 0 AND ({year} % 100 <> 0 OR {year} % 400 = 0))"
    macros = (
        """id_digits(t) AS CASE WHEN strlen(t) = 18 THEN CASE WHEN t >= '1' THEN TRY_CAST(left(t, 17) AS BIGINT) END
                WHEN strlen(t) = 15 AND regexp_full_match(t, '[1-9][0-9]{14}') THEN TRY_CAST(left(t, 6) || '19' || substr(t, 7) AS BIGINT) END""",
        f"key_check(k) AS substr('{CHECK_DIGITS}', ({_weighted_sum()} % 11)::INTEGER + 1, 1)",
        f"""key_is_dated(k) AS {year} BETWEEN {FIRST_YEAR} AND {LAST_YEAR} AND {day} >= 1 AND {day} <= CASE
                WHEN {month} IN (1, 3, 5, 7, 8, 10, 12) THEN 31 WHEN {month} IN (4, 6, 9, 11) THEN 30
                WHEN {month} = 2 THEN CASE WHEN {leap} THEN 29 ELSE 28 END ELSE 0 END""",
        # CASE in CASE: the date is looked at only where the check digit holds; a number written with an exponent could
        # pass for 17 digits, but ends in zeros
        """proven_key(t, k) AS CASE WHEN strlen(t) = 15 OR ends_with(t, key_check(k)) THEN CASE WHEN k >= 10000000000000000 AND key_is_dated(k)
                AND (k % 100 <> 0 OR strlen(t) = 15 OR regexp_full_match(t, '[1-9][0-9]{16}[0-9X]')) THEN k END END""",
        "id_key(t) AS proven_key(t, id_digits(t))",
        "odd_id(t, k) AS CASE WHEN k IS NULL OR strlen(t) = 15 OR (k % 100 = 0 AND ends_with(t, '000')) THEN t END",
        "resident_id_of(k) AS k::VARCHAR || key_check(k)",
        "id_text_of(odd, k) AS coalesce(odd, resident_id_of(k))",
        f"birth_of(k) AS make_date({year}, {month}, {day})",
        "birth_number(d) AS (year(d) * 10000 + month(d) * 100 + day(d))::INTEGER",
    )
    for macro in macros:
        con.execute(f"CREATE OR REPLACE MACRO {macro}")


def define_macros(con: DuckDBPyConnection) -> None:
    """Define the key macros, and id_check_digit, is_resident_id, full_id, id_birth_date, mask_id, mask_phone and
    plain (no spaces, half width)."""
    define_key_macros(con)
    wide = "".join(chr(0xFF01 + i) for i in range(94))
    narrow = "".join(chr(0x21 + i) for i in range(94)).replace("'", "''")
    bare = f"regexp_replace(translate(t, '{wide}', '{narrow}'), '[\\s\u3000]', '', 'g')"
    weighted = " + ".join(f"substr(t, {place}, 1)::INTEGER * {weight}" for place, weight in enumerate(WEIGHTS, start=1))
    macros = (
        # On the text: a macro's argument is written out wherever it stands, and forms over keys of keys were texts so
        # long that planning them took seconds
        f"id_check_digit(t) AS substr('{CHECK_DIGITS}', ({weighted}) % 11 + 1, 1)",
        f"""is_resident_id(t) AS coalesce(CASE
             WHEN regexp_full_match(t, '[1-9][0-9]{{16}}[0-9X]') THEN try_strptime(substr(t, 7, 8), '%Y%m%d') IS NOT NULL
                  AND substr(t, 7, 4)::INTEGER BETWEEN {FIRST_YEAR} AND {LAST_YEAR} AND right(t, 1) = id_check_digit(t)
             WHEN regexp_full_match(t, '[1-9][0-9]{{14}}') THEN try_strptime('19' || substr(t, 7, 6), '%Y%m%d') IS NOT NULL
           END, false)""",
        # CASE in CASE: only texts of 15 characters are examined
        """full_id(t) AS CASE WHEN length(t) = 15 THEN CASE WHEN is_resident_id(t)
             THEN left(t, 6) || '19' || substr(t, 7) || id_check_digit(left(t, 6) || '19' || substr(t, 7)) ELSE t END ELSE t END""",
        "id_birth_date(t) AS try_strptime(substr(full_id(t), 7, 8), '%Y%m%d')::DATE",
        """mask_id(t) AS CASE WHEN t IS NULL THEN NULL WHEN length(t) >= 15
             THEN left(t, 6) || repeat('*', length(t) - 10) || right(t, 4) ELSE repeat('*', length(t)) END""",
        """mask_phone(t) AS CASE WHEN t IS NULL THEN NULL WHEN length(t) >= 11
             THEN left(t, 3) || repeat('*', length(t) - 7) || right(t, 4) ELSE repeat('*', length(t)) END""",
        # ASCII has no width to lose
        f"plain(t) AS CASE WHEN strlen(t) = length(t) THEN regexp_replace(t, '\\s', '', 'g') ELSE {bare} END",
    )
    for macro in macros:
        con.execute(f"CREATE OR REPLACE MACRO {macro}")
