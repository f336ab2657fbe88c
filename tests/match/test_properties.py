"""Row order, batch splitting and unrelated people change nothing; names compare the same both
ways; every slip is repaired."""

from __future__ import annotations

import random
import re
from datetime import date
from importlib.resources import files

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from schemas import identity
from schemas.macros import define_key_macros
from tests.match.county import County, rid
from transforms.match.names import LEVELS, levels
from transforms.match.repair import DAMAGES, candidates

NAMES = [
    "王伟",
    "王玮",
    "张建国",
    "張建國",
    "张建军",
    "李春兰",
    "李春□",
    "阿依古丽·买买提",
    "阿依古丽买买提",
    "张晴",
    "张睛",
    "",
]
PEOPLE = [rid(birth, sequence) for birth in ("19700101", "19950303", "20100101") for sequence in (11, 13, 31)]
FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def texts(draw) -> str:
    text = draw(st.sampled_from(PEOPLE))
    place = draw(st.integers(0, 16))
    return draw(
        st.sampled_from(
            [
                text,
                text,
                text[:place] + "7" + text[place + 1 :],
                text[:place] + text[place + 1 :],
                text[:15] + "000",
                text[:6] + "********" + text[14:],
                "",
            ]
        )
    )


@st.composite
def counties(draw) -> County:
    c = County()
    for _ in range(draw(st.integers(1, 6))):
        register = draw(st.sampled_from(["roster", "application"]))
        c.knows(
            draw(texts()),
            draw(st.sampled_from(NAMES[:-1])),
            register=register,
            household=draw(st.sampled_from(["H1", "H2"])),
            hukou=draw(st.sampled_from(["K1", None])),
        )
    for text in draw(st.lists(st.sampled_from(PEOPLE), unique=True, max_size=4)):
        c.registers(text, draw(st.sampled_from(NAMES[:-1])), hukou=draw(st.sampled_from(["K1", "K2"])))
    for _ in range(draw(st.integers(1, 8))):
        c.says(
            draw(texts()),
            draw(st.sampled_from(NAMES)),
            birth_date=draw(st.sampled_from([None, "1970-01-01", "1995-03-03"])),
            hukou_number=draw(st.sampled_from(["K1", None])),
        )
    return c


@FEW
@given(counties(), st.randoms(use_true_random=False))
def test_row_order_does_not_matter(county: County, rng: random.Random):
    before = county.outcome()
    rng.shuffle(county.known)
    rng.shuffle(county.mentions)
    after = county.outcome()
    for table in ("people", "known_links", "matches", "match_rejects", "match_reasons"):
        assert before.table(table) == after.table(table)


@FEW
@given(counties(), st.integers(0, 7))
def test_batch_splitting_does_not_matter_to_known_people(county: County, cut: int):
    def of_known(outcome) -> set:
        known = {r[1] for r in outcome.table("people") if r[6]}
        return {v for v in outcome.verdicts() if v[3] in known}

    whole = of_known(county.outcome())
    registered = [m for m in county.mentions if m["kind"] == "registered"]
    rest = [m for m in county.mentions if m["kind"] != "registered"]
    parts: set = set()
    for part in (rest[:cut], rest[cut:]):
        county.mentions = registered + part
        parts |= of_known(county.outcome())
    assert parts == whole


@FEW
@given(counties(), st.lists(st.sampled_from(NAMES[:-1]), min_size=1, max_size=5))
def test_unrelated_people_change_no_t1_or_t2(county: County, names: list[str]):
    before = {v[:5] for v in county.outcome().verdicts() if v[2] in ("T1", "T2")}
    for number, name in enumerate(names):
        county.knows(rid("19330303", 100 + number, area="110101"), name, household=f"X{number}", hukou=f"KX{number}")
    after = {v[:5] for v in county.outcome().verdicts()}
    assert before <= after


@FEW
@given(counties())
def test_every_mention_is_accounted_for_once(county: County):
    o = county.outcome()
    tied, refused = {r[:2] for r in o.table("matches")}, {r[:2] for r in o.table("match_rejects")}
    assert not tied & refused and len(tied | refused) == len(county.mentions) and len(o.table("matches")) == len(tied)
    assert len(o.table("known_links")) == len(county.known)


CHARACTERS = "张張伟玮建国國军晴睛阿依·•□?买提a\ue000林琳己已"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text(CHARACTERS, max_size=6), st.text(CHARACTERS, max_size=6)), min_size=1, max_size=20))
def test_name_levels_are_symmetric(pairs):
    left, right = [a for a, _ in pairs], [b for _, b in pairs]
    forth = levels(left, right).tolist()
    assert forth == levels(right, left).tolist()
    assert set(forth) <= set(range(len(LEVELS)))
    assert {LEVELS[level] for level in levels(left, left)} <= {"same", "missing"}


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.text("王李周赵冯", max_size=6), st.text("王李周赵冯", max_size=6)), min_size=1, max_size=20)
)
def test_one_off_is_a_distance_of_one(pairs):
    """Names of characters that neither sound nor look alike: RapidFuzz says the same of all, also of
    those that it is not asked about."""

    def expected(a: str, b: str) -> str:
        shorter, longer = sorted((a, b), key=len)
        if not shorter or a == b:
            return "same" if shorter else "missing"
        if len(longer) >= 5 and 3 <= len(shorter) < len(longer) and longer.startswith(shorter):
            return "cut_off"
        return "one_off" if len(longer) >= 3 and OSA.distance(a, b) == 1 else "unrelated"

    assert [LEVELS[level] for level in levels([a for a, _ in pairs], [b for _, b in pairs])] == [
        expected(a, b) for a, b in pairs
    ]


@st.composite
def slipped(draw) -> str:
    """A valid ID with a place replaced, turned round with the next, left out or doubled."""
    own = rid(draw(st.dates(date(1900, 1, 1), date(2050, 1, 1))).strftime("%Y%m%d"), draw(st.integers(0, 999)))
    at = draw(st.integers(0, 17))
    other = draw(st.sampled_from("0123456789XO*"))
    return draw(
        st.sampled_from(
            [
                own[:at] + other + own[at + 1 :],
                own[:at] + own[at + 1 : at + 2] + own[at] + own[at + 2 :],
                own[:at] + own[at + 1 :],
                own[:at] + own[at] + own[at:],
            ]
        )
    )


@settings(max_examples=150, deadline=None)
@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2050, 12, 31)), st.integers(0, 999), st.data())
def test_every_slip_is_repaired(birth, sequence, data):
    text = rid(f"{birth:%Y%m%d}", sequence)
    assert (
        identity.is_valid(text) and identity.birth_date(text) == birth and identity.from_key(identity.key(text)) == text
    )
    place = data.draw(st.integers(0, 17))
    other = data.draw(st.sampled_from("0123456789XO"))
    slips = [
        text[:place] + text[place + 1 :],
        text[:place] + text[place] + text[place:],
        text[:place] + other + text[place + 1 :],
    ]
    if place < 17:
        slips.append(text[:place] + text[place + 1] + text[place] + text[place + 2 :])
    for slip in slips:
        assert identity.is_valid(slip) or identity.key(text) in candidates([slip])["key"].tolist()


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.text("0123456789X", min_size=17, max_size=19), slipped()), min_size=1, max_size=20))
def test_every_candidate_explains_the_text(given_texts):
    found = candidates(given_texts)
    for number, key, damage, place in zip(
        *(found[n].tolist() for n in ("number", "key", "damage", "place")), strict=True
    ):
        text, at = given_texts[number], place - 1
        own = identity.from_key(key)
        match DAMAGES[damage]:
            case "wrong" | "wrong_check":
                explains = own[:at] + own[at + 1 :] == text[:at] + text[at + 1 :] and own != text
            case "swapped":
                explains = own[:at] + own[at + 1] + own[at] + own[at + 2 :] == text
            case "lost":
                explains = own[:at] + own[at + 1 :] == text
            case "extra":
                explains = text[:at] + text[at + 1 :] == own
        assert explains, (text, own, DAMAGES[damage], place)


def test_valid_ids_have_no_candidates_among_neighbours():
    """MOD 11-2: no substitution and no swap of neighbours turns one valid ID into another."""
    text = rid()
    for place in range(17):
        for digit in "0123456789":
            if digit != text[place]:
                assert not identity.is_valid(text[:place] + digit + text[place + 1 :])


def test_sql_and_scalar_arithmetic_agree():
    con = duckdb.connect()
    define_key_macros(con)
    rng = random.Random(5)
    cases = [
        rid(f"19{rng.randrange(100):02d}{rng.randrange(1, 14):02d}{rng.randrange(0, 33):02d}", rng.randrange(1000))
        for _ in range(500)
    ]
    cases += (
        [c[:17] + rng.choice("0123456789X") for c in cases]
        + [c[:6] + c[8:17] for c in cases]
        + ["", "abc", "0" * 18, "1" * 15, "20000229"]
    )
    cases += [rid("20000229"), rid("19000229")]
    keyed = """
        WITH texts AS (SELECT t, id_digits(t) AS d FROM (SELECT unnest(?) AS t))
        SELECT t, k, resident_id_of(k), birth_of(k), id_key(t), odd_id(t, k), id_text_of(odd_id(t, k), k) FROM (SELECT t, proven_key(t, d) AS k FROM texts)"""
    for case, key, back, born, at_once, odd, text in con.execute(keyed, [cases]).fetchall():
        assert (key, back, born) == (identity.key(case), identity.full_id(case), identity.birth_date(case)), case
        assert (at_once, text) == (key, case)
        assert (odd is None) == (case == back and not case.endswith("000")), case


def test_no_byte_wise_string_distance_in_sql():
    """DuckDB's distances compare UTF-8 bytes, so they are wrong for Chinese names (docs/matching.md)."""
    banned = re.compile(r"levenshtein|damerau|jaro|editdist|jaccard", re.IGNORECASE)
    folder = files("transforms.match") / "sql"
    assert [f.name for f in folder.iterdir() if banned.search(f.read_text(encoding="utf-8"))] == []


OUTPUT_OF = {"mention_suspects": "suspects"}


def test_every_sql_file_opens_with_its_grain_and_writes_its_own_table():
    for file in (files("transforms.match") / "sql").iterdir():
        text, stem = file.read_text(encoding="utf-8"), file.name.removesuffix(".sql")
        assert re.match(r"-- \w+: one row per ", text), file.name
        assert text.count(";\n") == 1, file.name
        assert re.search(rf"((TABLE|VIEW) {stem} AS|INSERT INTO {OUTPUT_OF.get(stem, stem)} )", text), file.name
