"""One declaration a column: its title, its look, and where its value comes from. No list of values
stands beside the list of titles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from reports.shared import labels

Kind = Literal["text", "code", "int", "money", "number", "figure", "rate", "date", "month"]
RUNNING = "#"  # as `of`: the number of the row in its sheet


class ColumnSlip(Exception):
    """A column asks for what its rows do not have; the text says which."""


@dataclass(frozen=True)
class Column:
    """One column of a sheet. `of` is where its value comes from: a field of the row, RUNNING, or a function of the row
    and the context of the sheet; `wording` turns the value of a field into words, as a table or a function.

    `cap` is the greatest width in half-width characters; `choices` makes a drop-down; `is_input` is for others to fill,
    and blank without `of`; `is_repeated` (and all before it) stands again on a second page; what is not `is_printed`
    stands to the right of what is.
    """

    title: str
    kind: Kind = "text"
    cap: int = 16
    of: str | Callable[[Any, Any], Any] | None = None
    wording: Mapping | Callable[[Any], Any] | None = None
    choices: tuple[str, ...] = ()
    hint: str = ""
    is_input: bool = False
    is_repeated: bool = False
    is_printed: bool = True

    def values(self, rows: Sequence[Mapping[str, Any]], context: Any, place: str) -> list[Any]:
        """One value a row. Raises ColumnSlip, which names `place`, when the column cannot say it."""
        if self.of is None:
            if self.is_input:
                return [None] * len(rows)
            raise ColumnSlip(
                f"{place}: column {self.title} has no `of` and nobody fills it in; say where its value comes from"
            )
        if self.of == RUNNING:
            return list(range(1, len(rows) + 1))
        try:
            if callable(self.of):
                return [self.of(row, context) for row in rows]
            found = [row[self.of] for row in rows]
        except KeyError as missing:
            known = ", ".join(rows[0])
            raise ColumnSlip(
                f"{place}: column {self.title} asks for {missing}, which its rows do not have; name one of: {known}"
            ) from missing
        if self.wording is None:
            return found
        if isinstance(self.wording, Mapping):
            return [labels.said(self.wording, value) for value in found]
        return [self.wording(value) for value in found]
