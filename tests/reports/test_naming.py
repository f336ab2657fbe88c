"""Names for files and sheets: usable, and different names stay different."""

import io
import unicodedata

import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reports.shared import naming

NASTY = st.text(alphabet=st.sampled_from("aAbＡ乡镇村.. /\\:*?\"<>|[]'~\x00\x1f\u200b\ud800_COMcon1"), max_size=12)
NAMES = st.lists(st.one_of(NASTY, st.text(max_size=60)), max_size=12)
RESERVED = {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))}


def folded(text):
    return unicodedata.normalize("NFC", text).casefold()


@given(NAMES)
@example(["a/b", "a:b", "A?B", "..", ".", "", "CON", "con.txt", "x.", "x"])
@settings(max_examples=300)
def test_files(names):
    given_names = naming.file_names(names)
    assert set(given_names) == set(names)
    parts = list(given_names.values())
    assert len({folded(p) for p in parts}) == len(parts)
    for part in parts:
        assert part and len(part.encode()) <= naming.FILE_BYTES
        assert part not in {".", ".."} and not part.endswith((".", " ")) and not part.startswith((".", "~", " "))
        assert not set(part) & set('\\/:*?"<>|[]') and not any(unicodedata.category(c)[0] == "C" for c in part)
        assert part.split(".")[0].casefold() not in RESERVED
    assert naming.file_names(reversed(names)) == given_names


@given(NAMES)
@example(["'村'", "History", "村" * 40, "村" * 41, "😀" * 31])
@settings(max_examples=150, deadline=None)
def test_sheets_are_accepted_by_excel(names):
    sheets = naming.sheet_names(names)
    assert set(sheets) == set(names)
    book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    for sheet in sheets.values():
        assert len(sheet.encode("utf-16-le")) // 2 <= 31 and sheet.casefold() != "history"
        book.add_worksheet(sheet)  # raises on a name that Excel refuses, or on a second one of the same name


def test_ordinary_names_stay_as_they_are():
    assert naming.file_names(["城关镇", "河西乡"]) == {"城关镇": "城关镇", "河西乡": "河西乡"}
    assert naming.sheet_names(["东街村（社区）", "A组"]) == {"东街村（社区）": "东街村（社区）", "A组": "A组"}
