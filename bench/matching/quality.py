"""What a contender's links are worth: recall per damage, wrong links per adversary, precision per tier with exact lower
bounds, the best threshold's F1.

Recall is taken over the rows about people on the roster that are no adversary; a link counts as right whenever it names
the person meant, so adversaries can only cost precision. Bounds are Clopper–Pearson, 95 % two-sided.
"""

from __future__ import annotations

import math
from pathlib import Path

import duckdb

from bench.matching.damage import KINDS
from transforms.match.review import DECISIVE

# The review queue is the T3 and T4 pairs (ID text, name, person) of the kinds of DECISIVE, as in
# `hedui match-review` (docs/matching.md).


def lower_bound(right: int, total: int, level: float = 0.95) -> float:
    """The Clopper–Pearson lower bound of a share, by bisection on the binomial tail."""
    if total == 0 or right == 0:
        return 0.0
    alpha, low, high, wrong = (1 - level) / 2, 0.0, 1.0, total - right
    for _ in range(60):
        p = (low + high) / 2
        if _tail(wrong, total, 1 - p) > alpha:  # P(at most `wrong` errors) at error rate 1 - p
            high = p
        else:
            low = p
    return low


def _tail(most: int, n: int, p: float) -> float:
    """P(X ≤ most) for X ~ Binomial(n, p)."""
    if p <= 0:
        return 1.0
    if p >= 1:
        return 1.0 if most >= n else 0.0
    logs = [
        math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * math.log(p) + (n - k) * math.log1p(-p)
        for k in range(most + 1)
    ]
    return sum(map(math.exp, logs))


def judged(county: Path, result: Path) -> duckdb.DuckDBPyConnection:
    """A connection with `judged`: one row per mention - its truth, its link if any, and whether that is right."""
    con = duckdb.connect()
    con.execute(f"ATTACH '{county}' AS county (READ_ONLY); ATTACH '{result}' AS result (READ_ONLY)")
    con.execute("""CREATE TABLE judged AS
        SELECT t.*, l.known_no, l.tier, l.score, l.reason, l.known_no IS NOT NULL AS tied, coalesce(k.person = t.person, false) AS ok,
               t.person IS NOT NULL AND t.adversary = '' AS counts
        FROM county.truth t LEFT JOIN result.links l USING (evidence_id) LEFT JOIN county.known_persons_true k USING (known_no)
        WHERE l.known_no IS NULL OR k.is_listed""")
    return con


def measures(con: duckdb.DuckDBPyConnection, where: str = "true") -> dict:
    """Precision, recall and F1 of the links for which `where` holds."""
    right, tied, found, total = con.execute(f"""
        SELECT count(*) FILTER (ok AND ({where})), count(*) FILTER (tied AND ({where})), count(*) FILTER (ok AND counts AND ({where})), count(*) FILTER (counts)
        FROM judged""").fetchall()[0]
    precision, recall = right / max(tied, 1), found / max(total, 1)
    return {
        "links": tied,
        "wrong": tied - right,
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(precision + recall, 1e-9),
    }


def best_threshold(con: duckdb.DuckDBPyConnection) -> dict:
    """The score above which F1 is highest."""
    total = con.execute("SELECT count(*) FROM judged WHERE counts").fetchall()[0][0]
    score = con.execute(
        """
        WITH steps AS (
            SELECT score, count(*) FILTER (ok) AS hits, count(*) AS tied, count(*) FILTER (ok AND counts) AS found FROM judged WHERE tied GROUP BY score
        ),
        sums AS (
            SELECT score, sum(hits) OVER w AS hits, sum(tied) OVER w AS tied, sum(found) OVER w AS found FROM steps WINDOW w AS (ORDER BY score DESC)
        )
        SELECT arg_max(score, 2 * (hits / tied) * (found / $1) / greatest(hits / tied + found / $1, 1e-9)) FROM sums""",
        [total],
    ).fetchall()[0][0]
    return {"threshold": score} | measures(con, f"score >= {score}")


def by_damage(con: duckdb.DuckDBPyConnection) -> list[dict]:
    """Recall per kind of damage, and the tiers in which the rows were found."""
    rows = con.execute("""
        SELECT damage, count(*), count(*) FILTER (ok), count(*) FILTER (ok AND tier = 'T1'), count(*) FILTER (ok AND tier = 'T2'),
               count(*) FILTER (ok AND tier = 'T3'), count(*) FILTER (ok AND tier = 'T4'), count(*) FILTER (tied AND NOT ok)
        FROM judged WHERE counts GROUP BY damage ORDER BY damage""").fetchall()
    names = ("damage", "rows", "found", "T1", "T2", "T3", "T4", "wrong")
    return [dict(zip(names, (row[0] or "none", *row[1:]), strict=True)) | {"recall": row[2] / row[1]} for row in rows]


def by_adversary(con: duckdb.DuckDBPyConnection) -> list[dict]:
    """Wrong links per kind of adversary: in T1 and T2, in T3 and T4; right ones beside them."""
    rows = con.execute("""
        SELECT if(adversary = '', if(person IS NULL, 'everyone else', 'recipients'), adversary), count(*), count(*) FILTER (ok),
               count(*) FILTER (tied AND NOT ok AND tier IN ('T1', 'T2')),
               count(*) FILTER (tied AND NOT ok AND tier IN ('T3', 'T4')), count(*) FILTER (tied AND NOT ok)
        FROM judged GROUP BY 1 ORDER BY 1""").fetchall()
    return [
        dict(zip(("adversary", "rows", "right", "wrong_T1_T2", "wrong_T3_T4", "wrong"), row, strict=True))
        for row in rows
    ]


def tiers(con: duckdb.DuckDBPyConnection) -> list[dict]:
    """Links and precision per tier."""
    rows = con.execute(
        "SELECT tier, count(*), count(*) FILTER (NOT ok) FROM judged WHERE tied GROUP BY tier ORDER BY tier"
    ).fetchall()
    return [
        {"tier": t, "links": n, "wrong": w, "precision": (n - w) / n, "lower_bound": lower_bound(n - w, n)}
        for t, n, w in rows
    ]


def of_hedui(con: duckdb.DuckDBPyConnection) -> dict:
    """Everything the issue asks of the matcher, on one county."""
    intact = ", ".join(f"'{k}'" for k, (_, _, is_intact) in KINDS.items() if is_intact)
    kinds = ", ".join(f"'{k}'" for k in DECISIVE)
    intact_found, intact_rows = con.execute(
        f"SELECT count(*) FILTER (ok), count(*) FROM judged WHERE counts AND damage IN ('', {intact})"
    ).fetchall()[0]
    pairs, queue, rows, matched = con.execute(f"""
        SELECT count(DISTINCT (m.id_text, m.name, known_no)) FILTER (tier IN ('T3', 'T4')),
               count(DISTINCT (m.id_text, m.name, known_no)) FILTER (tier IN ('T3', 'T4') AND j.kind IN ({kinds})),
               count(*) FILTER (tier IN ('T3', 'T4')), count(*)
        FROM judged j JOIN county.mentions m USING (evidence_id) WHERE tied""").fetchall()[0]
    return {
        "T1-T4": measures(con), "T1-T2": measures(con, "tier IN ('T1', 'T2')"), "T3-T4": measures(con, "tier IN ('T3', 'T4')"), "tiers": tiers(con),
        "recall_of_intact_ids": intact_found / intact_rows, "review_pairs": pairs, "review_queue": queue, "review_rows": rows, "matched_rows": matched,
        "review_queue_per_80000": round(queue * 80_000 / max(matched, 1)), "by_damage": by_damage(con), "by_adversary": by_adversary(con),
    }  # fmt: skip
