"""批次报告.html: whole in itself, deterministic, no clear ID or full name, whatever the text in it; and
what a real browser makes of it."""

import re
import shutil
import subprocess
from datetime import date
from html.parser import HTMLParser

import pytest

import reports
from reports.page import trend
from tests.reports import builder

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NASTY = '</style><script>alert(1)</script><img src="http://example.org/x">'


class Page(HTMLParser):
    """Tags, attributes and visible text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_startendtag(self, tag, attrs):
        self.attributes += attrs


def page(con, out, history=(), **texts):
    reports.write(con, builder.BATCH, out, builder.texts(**texts), history)
    return (out / "批次报告.html").read_text(encoding="utf-8")


def test_says_what_the_batch_found(con, tmp_path):
    text = page(con, tmp_path, policy_notice="示例政策：仅供试用")
    assert "示例政策：仅供试用" in text
    assert "城关镇" in text
    assert "P02 拥有机动车" in text
    assert '死亡信息</td><td class="no">未报送' in text
    assert "H001 户**" in text  # the head is 户主1
    assert "勾稽不通过" not in text


def test_nothing_is_fetched_and_tags_close(con, tmp_path):
    text = page(con, tmp_path)
    parsed = Page(text)
    assert parsed.open == []
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & set(parsed.tags)
    assert not [
        name for name, _ in parsed.attributes if name in {"src", "href", "style", "action"} or name.startswith("on")
    ]
    assert "http" not in re.sub(r'http-equiv="', "", text)
    assert "url(" not in text


def test_no_id_and_no_full_name(con, tmp_path):
    text = page(con, tmp_path)
    assert not re.search(r"[0-9]{6}[0-9*]{8}", text)
    everybody = (
        "SELECT head_name FROM mart.households UNION SELECT name FROM mart.members UNION SELECT name FROM mart.leads"
    )
    names = {name for (name,) in con.execute(everybody).fetchall()}
    assert [name for name in names if name in text] == []
    assert "甘M12345" not in text  # what a finding explains stays in the lists


def test_text_of_deliveries_stays_text(con, tmp_path):
    for column in ("township", "village", "head_name", "household_id"):
        con.execute(f"UPDATE mart.households SET {column} = ? WHERE household_id = 'H001'", [NASTY])
    con.execute("UPDATE mart.coverage SET title = ? WHERE dataset = 'deaths'", [NASTY])
    text = page(con, tmp_path, policy_notice=NASTY)
    assert not {"script", "img"} & set(Page(text).tags)


def test_the_same_bytes_again_and_a_trend(con, tmp_path):
    con.execute("UPDATE mart.batches SET batch_number = 7 WHERE batch_id = ?", [builder.BATCH])
    earlier = {
        "batch_id": "x",
        "batch_number": 6,
        "as_of": date(2026, 3, 13),
        "households": 9,
        "flagged": 8,
        "exits": 3,
        "leads": 2,
        "asked": 4,
        "closed": 1,
    }
    first, second = (page(con, tmp_path / name, [earlier]) for name in ("a", "b"))
    assert first == second
    assert "03-13" in first and "25.0%（1/4）" in first
    assert first.count("<circle") == 6
    assert [row["batch_id"] for row in trend(con, 1, 7)] == [builder.EARLIER, builder.BATCH]


def test_an_empty_batch_has_a_page(con, tmp_path):
    for table in (
        "households",
        "members",
        "findings",
        "finding_rows",
        "leads",
        "lead_rows",
        "applications",
        "cases",
        "coverage",
        "total_rows",
        "matches",
    ):
        con.execute(f"DELETE FROM mart.{table} WHERE batch_id = ?", [builder.BATCH])
    text = page(con, tmp_path)
    assert "没有需要处理的户" in text and "没有疑点" in text


def test_a_failed_reconciliation_stands_on_top(con, tmp_path):
    con.execute("UPDATE mart.households SET size = 4 WHERE household_id = 'H005'")
    text = page(con, tmp_path)
    assert "勾稽不通过</strong>" not in text and "勾稽不通过 1 项" in text
    assert text.index("勾稽不通过") < text.index("数据到位")


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
@pytest.mark.parametrize("width", [1100, 360])
def test_in_a_browser(con, tmp_path, width):
    """The page draws, and nothing in it is wider than the window (a frame stands for a phone: a
    window is never that narrow)."""
    page(con, tmp_path)
    probe = """<p id=said></p><iframe id=f src="批次报告.html" style="border:0;width:%dpx;height:900px" onload="
        const d = f.contentDocument; said.textContent = ['width', d.documentElement.scrollWidth, 'bars', d.querySelectorAll('svg.bar rect').length,
        'end'].join(' ')"></iframe>""".replace("%d", str(width))
    (tmp_path / "probe.html").write_text(probe, encoding="utf-8")
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--allow-file-access-from-files",
    ]
    target = [
        f"--user-data-dir={tmp_path}/profile",
        "--virtual-time-budget=3000",
        "--window-size=1200,1000",
        "--dump-dom",
        f"file://{tmp_path}/probe.html",
    ]
    shown = subprocess.run([BROWSER, *options, *target], capture_output=True, text=True, timeout=60, check=True).stdout
    said = re.search(r"width ([0-9]+) bars ([0-9]+)", shown)
    assert said, shown[:500]
    assert int(said[1]) <= width
    assert int(said[2]) > 10
    shot = tmp_path / "shot.png"
    subprocess.run([BROWSER, *options, target[0], f"--screenshot={shot}", f"--window-size={max(width, 500)},1500", f"file://{tmp_path}/批次报告.html"],
                   capture_output=True, timeout=60, check=True)  # fmt: skip
    assert shot.stat().st_size > 20_000
