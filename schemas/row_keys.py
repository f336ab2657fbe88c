"""The key of a row on paper: which batch, and which case, household, application or lead it asks about, signed.

`hd1|C|20260331-0a1b2c3d|C0000012|<mac>`: kind, batch, number, and the first 20 hex digits of HMAC-SHA256 over the rest.
It holds no personal data. A key whose signature fails was mistyped, cut, or made for another workspace.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Literal, TypeGuard, get_args

Kind = Literal["C", "H", "A", "L"]  # case, roster household, application household, lead
PREFIX = "hd1|"
TITLE = "核对码"
_DIGITS = 20
_PURPOSE = b"hedui row keys 1"


@dataclass(frozen=True)
class RowKey:
    kind: Kind
    batch_id: str
    subject_id: str


def _is_kind(text: str) -> TypeGuard[Kind]:
    return text in get_args(Kind)


def derived_secret(workspace_key: str | None) -> str:
    """The secret of a workspace, in hex: from its encryption key, so that only who has that can sign; without one the
    same for all, which guards against slips and not against forgery. Never random: the
    same inputs give the same bytes."""
    return hmac.new(_PURPOSE, (workspace_key or "").encode(), hashlib.sha256).hexdigest()


class RowKeys:
    """Signs and reads the keys of one workspace."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def sign(self, kind: Kind, batch_id: str, subject_id: str) -> str:
        text = f"{PREFIX}{kind}|{batch_id}|{subject_id}"
        return f"{text}|{self._mac(text)}"

    def read(self, text: str) -> RowKey | None:
        """The key, or None when it is none or its signature fails."""
        told, _, mac = text.strip().rpartition("|")
        parts = told.split("|", 3)
        if len(parts) != 4 or f"{parts[0]}|" != PREFIX or not mac.isascii():
            return None
        kind = parts[1]
        if not _is_kind(kind):
            return None
        if not hmac.compare_digest(self._mac(told), mac):
            return None
        return RowKey(kind, parts[2], parts[3])

    def _mac(self, text: str) -> str:
        return hmac.new(self._secret, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:_DIGITS]
