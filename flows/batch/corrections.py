"""Correction files of an inbox, and the files they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flows.errors import BatchError
from flows.storage.inbox import Delivered
from schemas.model import Catalog

if TYPE_CHECKING:
    from transforms.intake import Correction


def corrected(entries: Sequence[Delivered], catalog: Catalog) -> tuple[Delivered, ...]:
    """The entries, each with the corrections that name it. A correction file that cannot be read, or names no file
    of the inbox, is a BatchError."""
    sources = [entry for entry in entries if entry.is_correction_file]
    if not sources:
        return tuple(entries)
    about: dict[str, list[Correction]] = defaultdict(list)
    for source in sources:
        for correction in _read(source, catalog):
            named = [
                entry for entry in entries if correction.file in (entry.name, entry.base) and entry.refusal is None
            ]
            if not named:
                raise BatchError(
                    f"{correction.place}: the inbox holds no such file; put it there again, or remove this entry. Nothing was decided"
                )
            for entry in named:
                about[entry.name].append(correction)
    return tuple(entry.corrected(tuple(about[entry.name])) if entry.name in about else entry for entry in entries)


def _read(source: Delivered, catalog: Catalog) -> tuple[Correction, ...]:
    from transforms.intake.corrections import CorrectionError, read_corrections

    try:
        return read_corrections(source.name, source.read(), catalog)
    except CorrectionError as error:
        *problems, last = error.args
        raise BatchError(*problems, f"{last}. Nothing was decided") from None
