"""The words that assessment SQL is written in: the day, the policy's values, windows, what is
known, and how numbers are shown."""

from __future__ import annotations

from duckdb import DuckDBPyConnection

from schemas.batch import Batch
from schemas.ddl import quoted
from schemas.macros import define_macros
from transforms.assess.policy_tables import PolicyInForce

MACROS = (
    # the value of a parameter; flags are 1 and 0
    "p(wanted) AS (SELECT number FROM parameters WHERE id = wanted)",
    "words(wanted) AS (SELECT words FROM parameters WHERE id = wanted)",
    # (as_of − n months, as_of]
    "in_last_months(d, n) AS coalesce(d > (as_of() - to_months(n::INTEGER))::DATE AND d <= as_of(), false)",
    # whole calendar months from a month, or a date's month, to as_of
    "months_old(m) AS (year(as_of()) * 12 + month(as_of())) - (year(m) * 12 + month(m))",
    "is_known(wanted) AS (SELECT is_known FROM known_kinds WHERE kind = wanted)",
    "is_delivered(wanted) AS (SELECT c.is_delivered FROM coverage c WHERE c.dataset = wanted)",
    # the firm scenario is that of evidence which is verified and not stale
    "counts_in(scenario, is_stale, evidence_class) AS scenario <> 'firm' OR (NOT is_stale AND evidence_class = 'verified')",
    # docs/rules.md#hardship: a valid certificate of level 1 or 2, or 3 of 智力 or 精神 (see the certificates' evidence)
    """says_severe_disability(kind, category, status, ended_on) AS
       coalesce(kind = 'disability' AND category = 'severe' AND status = 'valid' AND (ended_on IS NULL OR ended_on >= as_of()), false)""",
    # docs/rules.md#hardship: serious_illness, or severe_mental from severe_mental.risk_level on
    """says_serious_illness(kind, category, quantity) AS
       coalesce(kind = 'serious_illness'
                AND (category = 'serious_illness' OR (category = 'severe_mental' AND quantity >= p('severe_mental.risk_level'))), false)""",
    "level_digit(t) AS try_cast(nullif(regexp_extract(translate(coalesce(t, ''), '一二三四１２３４', '12341234'), '[1-4]'), '') AS INTEGER)",
    "yuan(x) AS format('{:,.2f}', x::DOUBLE)",
    "plain_number(x) AS regexp_replace(format('{:.2f}', x::DOUBLE), '\\.?0+$', '')",
    "area(x) AS plain_number(x)",
)


def define_context(con: DuckDBPyConnection, batch: Batch, policy: PolicyInForce) -> None:
    """Define as_of(), batch_id(), batch_number(), review_due_on() and the macros above in the batch's database."""
    define_macros(con)
    due = policy.calendar.add_working_days(batch.as_of, policy.count("review.working_days"))
    values = (
        f"as_of() AS DATE {quoted(batch.as_of.isoformat())}",
        f"batch_id() AS {quoted(batch.batch_id)}",
        f"batch_number() AS {batch.number}",
        f"review_due_on() AS DATE {quoted(due.isoformat())}",
    )
    for macro in (*values, *MACROS):
        con.execute(f"CREATE OR REPLACE MACRO {macro}")
