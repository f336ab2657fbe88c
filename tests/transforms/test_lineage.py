"""The graph over files that are none of the product's."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transforms.lineage import Graph, Maker, layers

GRAPH = Graph(
    [
        Maker("clean", "clean.yaml", "in", reads=frozenset({"file"})),
        Maker(
            "fact", "fact.sql", "in", "SELECT amount * p('rate') AS value FROM delivered", names={"delivered": "clean"}
        ),
        Maker("total", "one.sql", "sum", "SELECT sum(value) AS value FROM fact"),
        Maker("total", "two.py", "sum", reads=frozenset({"fact"})),
        Maker("kept", "kept.sql", "sum", "SELECT value FROM total", is_aside=True),
        Maker("list", "list.sql", "out", "SELECT value FROM total JOIN gone USING (value)", names={"gone": ""}),
    ],
    {"clean": ("amount",)},
    {"p": frozenset({"parameters"})},
)


def test_tables_up_and_down():
    assert GRAPH.above("list") == ["total", "fact", "clean", "parameters", "file"]
    assert GRAPH.below("clean") == ["fact", "total", "list"]
    assert [maker.file for maker in GRAPH.read_by("total")] == ["kept.sql", "list.sql"]
    assert GRAPH.arrows(["total", "fact", "kept", "file"]) == {("fact", "total")}


def test_columns_go_by_the_names_of_the_graph():
    assert GRAPH.trace(("list", "value")) == [
        ("list", "value"),
        ("total", "value"),
        ("fact", "value"),
        ("clean", "amount"),
    ]
    assert GRAPH.trace(("list", "value"), 1) == [("list", "value"), ("total", "value")]
    assert [(maker.file, told.text) for maker, told in GRAPH.expressions(("total", "value"))] == [
        ("one.sql", "sum(value) AS value"),
        ("two.py", "value"),
    ]
    assert [maker.file for maker in GRAPH.readers_of(("total", "value"))] == ["kept.sql", "list.sql"]


@given(st.sets(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"))))
def test_arrows_point_to_a_later_layer_unless_they_lead_back(arrows):
    found = layers(arrows)
    assert found.keys() == {name for arrow in arrows for name in arrow}
    for start, end in arrows:
        if not _leads(arrows, end, start):
            assert found[start] < found[end]


def _leads(arrows, start, end):
    reached, now = set(), {start}
    while now:
        reached |= now
        now = {b for a, b in arrows if a in now} - reached
    return end in reached
