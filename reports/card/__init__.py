"""核对证据卡: everything a batch says of one household or one person, as plain text for the terminal.

A household's card shows the members, each total with its rows and arithmetic, the limits, the findings with their rows
and clause, the decision with the line of docs/rules.md#decision, and the sources that are missing. A person's card
shows the households, matches and leads.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import duckdb

from reports.card.household import household_card
from reports.card.person import person_card
from reports.shared.batch_files import BatchFiles, open_batch
from reports.shared.texts import Texts


def render(con: duckdb.DuckDBPyConnection, batch_id: str, key: str, texts: Texts | None = None) -> str:
    """The card of a household_id (roster or application), a person_id or a lead_id. Raises
    LookupError when the batch knows none."""
    batch: BatchFiles = open_batch(con, batch_id, Path(), texts or Texts())
    households = batch.query("card", "household", key=key)
    if households:
        return _harmless("\n\n".join(household_card(batch, row) for row in households))
    card = person_card(batch, key)
    if card:
        return _harmless(card)
    raise LookupError(
        f"批次 {batch_id} 中没有户编号、人员编号或线索编号 {key!r}；可用 hedui sql 查 mart.households、mart.members、mart.leads"
    )


def _harmless(text: str) -> str:
    """Without the control characters that could steer a terminal."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf"})
