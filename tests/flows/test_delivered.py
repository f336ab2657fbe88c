"""What a department sent can be had back from core.duckdb, byte for byte and row by row."""

from random import Random

from flows.batch import ingest
from flows.storage import raw
from flows.storage.inbox import listed
from schemas.model import catalog
from tests.intake.deliveries import csv_bytes
from transforms.intake import take_in

HEADER = ["姓名", "身份证号", "补贴项目", "金额", "发放日期", "账号", "备用"]
ROW = ["张三", "990122198112058311", "耕地地力保护补贴", "120.50", "2026-01-05", "6217000000000001", "旧系统编号7"]


def test_columns_that_nobody_uses_are_kept_with_their_rows(store, inbox):
    for file in inbox.iterdir():
        file.unlink()
    file = inbox / "财政_一卡通补贴_20260317.csv"
    file.write_bytes(csv_bytes([HEADER, ROW], "gb18030"))
    assert ingest.take_in_all(store, listed(inbox), catalog(), lambda *_: None) == {}
    ((content_id, sheet, row),) = store.rows('SELECT content_id, sheet, "row" FROM clean.subsidies')
    with store.writing() as cursor:
        kept = raw.content_of(cursor, content_id)
    (table,) = take_in(file.name, kept, catalog()).tables
    assert (table.sheet, table.frame["row"].to_list(), table.cells) == (sheet, [row], [ROW])


def test_a_content_of_several_pieces_comes_back_whole(store, monkeypatch):
    monkeypatch.setattr(raw, "PIECE", 1000)
    content = Random(1).randbytes(2500) + bytes(2500)
    with store.writing() as cursor:
        raw.keep(cursor, "one", raw.packed(content))
        raw.keep(cursor, "two", raw.packed(b"x" * 1000))
        assert raw.content_of(cursor, "one") == content
        assert raw.content_of(cursor, "two") == b"x" * 1000
        assert raw.content_of(cursor, "none") == b""
