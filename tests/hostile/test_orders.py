"""What comes by other ways than the inbox: templates, policy files, arguments, queries, returned workbooks."""

import io
import zipfile
from datetime import date

import docx
import duckdb
import openpyxl
import pytest

from flows.cli import _exit_code
from reports.shared.documents import TemplateProblem, render
from tests.hostile.deliveries import GIGABYTE, HOSTILE, MEGABYTE
from tests.hostile.workbooks import MAIN, packed, sheet, with_endless_part, xlsx
from transforms.feedback import Unreadable, read_book
from transforms.policy import PolicyError, load
from transforms.policy.reading import parse


def template(line: str) -> bytes:
    document, out = docx.Document(), io.BytesIO()
    document.add_paragraph(line)
    document.save(out)
    return out.getvalue()


CODE = [
    "{{ name.__class__.__base__.__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ lipsum.__globals__['os'].system('id') }}",
    "{% for x in range(10 ** 9) %}{{ x }}{% endfor %}",
    "{{ range(10000000) }}",
    "{{ 'a' * 10000000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ name % 1 }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{{ 1 / 0 }}",
    "{{ name | attr('__class__') }}",
    "{{ '{0.__class__}'.format(name) }}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
]


@pytest.mark.parametrize("line", CODE)
def test_a_template_with_code_in_it(line):
    try:
        made = render(template(line), {"name": "张三"}, date(2026, 4, 1))
    except TemplateProblem as problem:
        assert "\n" not in str(problem) and "张三" not in str(problem)
    else:  # what is harmless may stay, as text
        text = docx.Document(io.BytesIO(made)).paragraphs[0].text
        assert "uid=" not in text and "root:" not in text and "class" not in text and len(text) < 1000


def test_a_template_that_unpacks_without_end():
    whole = template("{{ name }}")
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = packed(parts | {"word/media/image1.png": (bytes(MEGABYTE) for _ in range(300))})
    with pytest.raises(TemplateProblem, match="unpacks to"):
        render(bomb, {"name": "张三"}, date(2026, 4, 1))


ANCHORS = "a: &a [x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        "a: !!python/object/apply:os.system ['touch x']\n", "!!python/name:os.system\n", "a: !!python/object/new:subprocess.Popen [[id]]\n", "a: !x y\n",
        ANCHORS, "a: &a\n  b: *a\n", "[" * 100_000, "{a: " * 5000, "a: " + "9" * 100_000 + "\n", "\x00", "? [x]\n: y\n",
    ],
)  # fmt: skip
def test_a_policy_file_that_is_no_plain_data(text):
    with pytest.raises(PolicyError) as refused:
        parse(text, "policies/x/parameters.yaml")
    assert (
        str(refused.value).startswith("policies/x/parameters.yaml")
        and "\n" not in str(refused.value)
        and len(str(refused.value)) < 400
    )


@pytest.mark.parametrize(
    "code", ["../../etc", "/etc", "example/../example", "example'; DROP TABLE x; --", "", "..", "example\n"]
)
def test_a_jurisdiction_is_a_name_not_a_path(code, tmp_path):
    with pytest.raises(PolicyError, match="there is no policy for jurisdiction"):
        load(code, date(2026, 3, 31))


@pytest.mark.parametrize("inherits", ["../national", "/etc", "national; x"])
def test_a_parent_is_a_name_not_a_path(inherits, tmp_path):
    folder = tmp_path / "county"
    folder.mkdir()
    (folder / "jurisdiction.yaml").write_text(f"code: county\nname: 某县\ninherits: {inherits!r}\n", encoding="utf-8")
    with pytest.raises(PolicyError):
        load("county", date(2026, 3, 31), [tmp_path])


@pytest.mark.parametrize(
    "wrong",
    [
        ["--batch", "x'; DROP TABLE core.batches; --"], ["--batch", "../../x"], ["--batch", "/x"], ["--batch", "x\ny"], ["--batch", "a" * 65],
        ["--as-of", "2026-03-31'; --"], ["--as-of", "2026-03-31\n"], ["--policy", "../../etc"], ["--policy", "x' OR 1=1 --"], ["--kind", "x"],
    ],
)  # fmt: skip
def test_arguments_are_no_sql_and_no_paths(wrong, tmp_path, capsys):
    (tmp_path / "inbox").mkdir()
    assert (
        _exit_code(["run", "--inbox", str(tmp_path / "inbox"), "--workspace", str(tmp_path / "workspace"), *wrong]) == 2
    )
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "Traceback" not in said
    assert not (tmp_path / "workspace").exists()


@pytest.mark.parametrize(
    "name", ["x'; DROP TABLE x; --", "FROM '/etc/passwd'", "../../../etc/passwd", "x\ny", "mart.", "." * 500, "\x00"]
)
def test_the_name_of_a_lineage_is_looked_up_and_nothing_else(name, capsys):
    assert _exit_code(["lineage", "--", name]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert "root:" not in said.err and "Traceback" not in said.err


@pytest.fixture
def published(tmp_path):
    """A workspace with an hedui.duckdb of one row, and a secret beside it."""
    with duckdb.connect(str(tmp_path / "hedui.duckdb")) as con:
        con.execute("CREATE SCHEMA mart; CREATE TABLE mart.households AS SELECT 'H1' AS household_id")
    with duckdb.connect(str(tmp_path / "core.duckdb")) as con:
        con.execute("CREATE TABLE persons AS SELECT '张三' AS name")
    (tmp_path / "secret.csv").write_text("name\n张三\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "query",
    [
        "FROM '{}/secret.csv'", "FROM read_text('{}/secret.csv')", "FROM read_blob('{}/secret.csv')", "FROM glob('{}/*')", "FROM '/etc/passwd'",
        "ATTACH '{}/core.duckdb' AS core", "ATTACH ':memory:' AS m", "INSTALL httpfs", "LOAD httpfs", "LOAD '{}/x.duckdb_extension'",
        "COPY (SELECT 1) TO '{}/made.csv'", "EXPORT DATABASE '{}/made'", "CREATE TABLE mart.x AS SELECT 1", "UPDATE mart.households SET household_id = 'x'",
        "SET lock_configuration = false", "RESET enable_external_access", "SELECT getenv('PATH')", "FROM read_json('{}/secret.csv')",
        "SELECT 1; FROM '{}/secret.csv'", "IMPORT DATABASE '{}'", "FROM sniff_csv('{}/secret.csv')", "CREATE SECRET s (TYPE s3)", "FROM parquet_scan('{}/*')",
    ],
)  # fmt: skip
def test_queries_neither_write_nor_look_elsewhere(query, published, capsys):
    before = {path.name: path.read_bytes() for path in published.iterdir()}
    assert _exit_code(["sql", query.replace("{}", str(published)), "--workspace", str(published)]) == 2
    said = capsys.readouterr()
    assert "张三" not in said.out + said.err and "root:" not in said.out
    assert "Traceback" not in said.err and said.err.splitlines()[-1].startswith("hedui: this query cannot be answered")
    assert {path.name: path.read_bytes() for path in published.iterdir()} == before


def test_a_query_that_asks_for_everything_is_answered(published, capsys):
    assert _exit_code(["sql", "SELECT household_id FROM households", "--workspace", str(published)]) == 0
    assert capsys.readouterr().out.split() == ["household_id", "H1"]


READABLE = {
    "一万七千列.xlsx",
    "百万列.xlsx",
}  # too wide for a delivery; in an answer only what is asked for is looked at
BOOKS = [name for name in HOSTILE if name.endswith((".xlsx", ".ods", ".xls")) and name not in READABLE]


@pytest.mark.parametrize("name", BOOKS)
def test_hostile_workbooks_come_back_unread(name):
    with pytest.raises(Unreadable) as refused:
        read_book(HOSTILE[name].write())
    assert "\n" not in str(refused.value)


def test_a_returned_workbook_of_ten_gigabytes_in_one_part():
    with pytest.raises(Unreadable, match="过大"):
        read_book(with_endless_part("xl/worksheets/sheet2.xml", 10 * GIGABYTE))


def test_a_formula_as_an_answer_is_no_answer_but_text():
    """What stands in the file for it counts: the value it had, or nothing; it is never
    computed and no link is followed."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["户编号", "结果代码", "备注", "核对码"])
    book.active.append(["H1", '=HYPERLINK("http://example.invalid","10")', "=cmd|'/c calc'!A1", "HD1.x"])
    book.active.append(["H2", "30", "=[1]Sheet1!A1", "HD1.y"])
    book.save(out)
    read = read_book(out.getvalue())
    assert [row.values.get("结果代码") for row in read.answered] == ["30"]
    linked = xlsx(
        sheet(
            '<row r="1"><c r="A1" t="inlineStr"><is><t>结果代码</t></is></c></row><row r="2"><c r="A2"><f>[1]S!A1</f><v>30</v></c></row>'
        ),
        more={
            "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'.encode()
        },
    )
    assert [row.values["结果代码"] for row in read_book(linked).answered] == ["30"]
