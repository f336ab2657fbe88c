"""A worksheet whose rows are XML from the moment they are written: the same bytes as xlsxwriter's own
table, at a fifth of the time.

xlsxwriter keeps every cell as an object and turns it into XML at the end. Here a cell is text at once: all of it but
the number of its row, so that a cell that stands in many rows of a column is made once. The texts of the workbook are
written at once too, where nothing in them is to be escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.utility import _preserve_whitespace, xl_col_to_name
from xlsxwriter.worksheet import Worksheet

_TO_ESCAPE = re.compile(r"[\x00-\x1f&<>\ufffe\uffff]|_x|^\s|\s$")
_EPOCH = date(1899, 12, 30).toordinal()
_CELL_LIMIT = 32_767  # UTF-16 units


class RowBook(xlsxwriter.Workbook):
    """A workbook that writes its texts at once."""

    def _get_packager(self) -> Packager:
        return _Package()


class _Package(Packager):
    def _write_shared_strings_file(self) -> None:
        if self.workbook.str_table.count:
            texts = _Texts()
            texts.string_table = self.workbook.str_table
            texts._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            texts._assemble_xml_file()


class _Texts(SharedStrings):
    def _write_sst_strings(self) -> None:
        is_odd = _TO_ESCAPE.search
        self.fh.write(
            "".join(
                self._escaped(text) if is_odd(text) else f"<si><t>{text}</t></si>"
                for text in self.string_table.string_array
            )
        )

    def _escaped(self, text: str) -> str:
        """Always as text: xlsxwriter would take one between <r> and </r> for formatting, and write it as it stands."""
        space = ' xml:space="preserve"' if _preserve_whitespace(text) else ""
        return f"<si><t{space}>{self._escape_data(self._escape_control_characters(text))}</t></si>"


class RowSheet(Worksheet):
    """Give it whole rows by `add_row`; a cell is what `text`, `number`, `day` or `blank` returns for its column.

    A cell ends with the beginning of the next one, `<c r="B`: between the two stands the number of the row.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[str] = []
        self._heads = ['<c r="A']

    def head(self, column: int) -> str:
        while len(self._heads) <= column:
            self._heads.append(f'<c r="{xl_col_to_name(len(self._heads))}')
        return self._heads[column]

    def text(self, column: int, text: str, look: Format) -> str:
        """A cell of text; longer than a cell can be, it is cut."""
        if len(text) > _CELL_LIMIT // 2:
            text = text.encode("utf-16-le", "surrogatepass")[: 2 * _CELL_LIMIT].decode("utf-16-le", "ignore")
        number = self.str_table._get_shared_string_index(text)
        return f'" s="{look._get_xf_index()}" t="s"><v>{number}</v></c>{self.head(column + 1)}'

    def count_again(self, times: int) -> None:
        """Cells that `text` returned stand so many times more: the table of texts counts them."""
        self.str_table.count += times

    def number(self, column: int, number: float, look: Format) -> str:
        return f'" s="{look._get_xf_index()}"><v>{number:.16G}</v></c>{self.head(column + 1)}'

    def day(self, column: int, day: date, look: Format) -> str:
        return self.number(column, day.toordinal() - _EPOCH, look)

    def blank(self, column: int, look: Format) -> str:
        return f'" s="{look._get_xf_index()}"/>{self.head(column + 1)}'

    def add_row(self, cells: list[str], height: float) -> None:
        """The next row, one cell a column from the first on; `height` in points."""
        number = len(self._rows) + 1
        self._check_dimensions(number - 1, 0)
        self._check_dimensions(number - 1, len(cells) - 1)
        pixels = int(height * 4.0 / 3.0 + 0.5)
        tall = "" if pixels == self.original_row_height else f' ht="{pixels * 0.75:.16g}" customHeight="1"'
        row = str(number).join([self._heads[0], *cells])
        self._rows.append(f"{tall}>{row[: -len(self.head(len(cells)))]}")

    def add_column(self, column: int, cells: Iterable[str]) -> None:
        """One cell more for each row there is; `column` is the one after the last."""
        self._check_dimensions(0, column)
        head, rest = self.head(column), len(self.head(column + 1))
        self._rows = [
            f"{row}{head}{number}{cell[:-rest]}"
            for number, (row, cell) in enumerate(zip(self._rows, cells, strict=True), start=1)
        ]

    def _write_rows(self) -> None:
        """In the place of xlsxwriter's own: every row is complete, so that its span is that of the sheet."""
        span = f'spans="1:{self.dim_colmax + 1}"'
        self.fh.write("".join(f'<row r="{number}" {span}{row}</row>' for number, row in enumerate(self._rows, start=1)))
