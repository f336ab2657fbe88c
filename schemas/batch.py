"""The identity of one batch, as every stage gets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal["routine", "review", "entry"]
KINDS: tuple[Kind, ...] = ("routine", "review", "entry")


@dataclass(frozen=True)
class Batch:
    """One batch: what was asked, of which inputs, under which policy. Nothing here comes from the clock."""

    batch_id: str
    number: int  # order of the first run in the workspace; a re-run keeps it
    kind: Kind
    as_of: date
    jurisdiction: str
    policy_version: str
    inputs_sha256: str
