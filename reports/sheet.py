"""A worksheet whose rows are XML from the moment they are written: the same bytes as xlsxwriter's own table, at a quarter of the time.

xlsxwriter keeps every cell as an object and turns it into XML at the end. Here a cell is text at once, and what its text needs is worked out once per text.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

_EPOCH = date(1899, 12, 30).toordinal()
_CELL_LIMIT = 32_767  # UTF-16 units


class RowSheet(Worksheet):
    """Give it whole rows by `add_row`; a cell is what `text`, `number`, `day` or `blank` returns."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[str, list[str]]] = []
        self._letters: list[str] = []

    def text(self, text: str, look: Format) -> str:
        """A cell of text; longer than a cell can be, it is cut."""
        if len(text) > _CELL_LIMIT // 2:
            text = text.encode("utf-16-le", "surrogatepass")[: 2 * _CELL_LIMIT].decode("utf-16-le", "ignore")
        return f'" s="{look._get_xf_index()}" t="s"><v>{self.str_table._get_shared_string_index(text)}</v></c>'

    def count_again(self) -> None:
        """A cell that `text` returned stands once more: the table of texts counts them."""
        self.str_table.count += 1

    @staticmethod
    def number(number: float, look: Format) -> str:
        return f'" s="{look._get_xf_index()}"><v>{number:.16G}</v></c>'

    @classmethod
    def day(cls, day: date, look: Format) -> str:
        return cls.number(day.toordinal() - _EPOCH, look)

    @staticmethod
    def blank(look: Format) -> str:
        return f'" s="{look._get_xf_index()}"/>'

    def add_row(self, cells: Iterable[str], height: float) -> None:
        """The next row, from the first column on; `height` in points."""
        number = len(self._rows) + 1
        found = list(cells)
        while len(self._letters) < len(found):
            self._letters.append(f'<c r="{xl_col_to_name(len(self._letters))}')
        self._check_dimensions(number - 1, 0)
        self._check_dimensions(number - 1, len(found) - 1)
        pixels = int(height * 4.0 / 3.0 + 0.5)
        tall = "" if pixels == self.original_row_height else f' ht="{pixels * 0.75:.16g}" customHeight="1"'
        self._rows.append((tall, [f"{letter}{number}{cell}" for letter, cell in zip(self._letters, found, strict=False)]))

    def add_column(self, cells: Iterable[str]) -> None:
        """One cell more for each row there is."""
        at = len(self._rows[0][1])
        letter = f'<c r="{xl_col_to_name(at)}'
        self._check_dimensions(0, at)
        for number, ((_, row), cell) in enumerate(zip(self._rows, cells, strict=True), start=1):
            row.append(f"{letter}{number}{cell}")

    def _write_rows(self) -> None:
        """In the place of xlsxwriter's own: every row is complete, so that its span is that of the sheet."""
        span = f' spans="1:{self.dim_colmax + 1}"'
        self.fh.write("".join(f'<row r="{number}"{span}{tall}>{"".join(cells)}</row>' for number, (tall, cells) in enumerate(self._rows, start=1)))
