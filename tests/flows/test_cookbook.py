"""The cookbook's queries, as analysts run them, on the batch of the sample county."""

import re

import pytest

from flows.storage import published
from tests.flows.conftest import ROOT

pytestmark = pytest.mark.slow
TEXT = (ROOT / "docs" / "cookbook.md").read_text(encoding="utf-8")
RECIPES = re.findall(r"\*\*(?P<question>[^*]+)\*\*(?P<said>.*?)```sql\n(?P<query>.*?)```", TEXT, re.S)


def test_every_query_has_its_question():
    assert len(RECIPES) == TEXT.count("```sql") >= 15


@pytest.mark.parametrize(("question", "said", "query"), RECIPES, ids=[question for question, *_ in RECIPES])
def test_query(county, question, said, query):
    with published.reading(county[0]) as con:
        con.execute("SET schema = 'mart'")
        rows = con.sql(query).fetchall()
    assert bool(rows) is not ("No rows are expected" in said)
