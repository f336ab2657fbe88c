"""The rules that a match may rest on: identifier, phrase for staff, and how much of the score (0 to 1) it carries.

A match's score is the sum of its reasons: one for the ID, one for the name; what these two leave open is shared out by
the agreements found (birth date half, telephone a fifth, address, hukou and guardian a tenth each). Scores order a
review queue; they never decide a tier.
"""

from __future__ import annotations

from dataclasses import dataclass

from duckdb import DuckDBPyConnection

# Levels of transforms.match.names that are the same person's name written otherwise (T2 under the same ID).
VARIANTS = ("dots", "script", "unknown_glyph", "homophone", "cut_off", "former")


@dataclass(frozen=True)
class Rule:
    """One reason. `{n}` in the phrase is the place in the ID (1 to 18), `{m}` the next one."""

    rule: str
    phrase: str
    score: float


RULES = (
    Rule("same_id", "证件号码一致", 0.6),
    Rule("id_wrong", "证件号码第{n}位有误", 0.45),
    Rule("id_wrong_check", "证件号码末位校验码有误", 0.5),
    Rule("id_swapped", "证件号码第{n}、{m}位颠倒", 0.45),
    Rule("id_lost", "证件号码缺第{n}位", 0.45),
    Rule("id_extra", "证件号码第{n}位多录", 0.45),
    Rule("id_rounded", "证件号码末三位被表格软件取整", 0.42),
    Rule("id_masked", "证件号码中间位被遮盖", 0.4),
    Rule("id_as_known", "证件号码与名册登记的同样有误", 0.45),
    Rule("id_damaged", "登记的证件号码有误", 0.45),
    Rule("id_short", "十五位证件号码有一位不同", 0.4),
    Rule("id_twice", "证件号码与登记的均有误", 0.4),
    Rule("id_judged", "证件号码依人工判断", 0.4),
    Rule("id_of_relative", "证件号码为同户其他成员的", 0.3),
    Rule("no_usable_id", "无可用证件号码", 0.0),
    Rule("name_same", "姓名一致", 0.4),
    Rule("name_dots", "姓名间隔号不同", 0.39),
    Rule("name_script", "姓名为繁体或异体写法", 0.38),
    Rule("name_former", "姓名为曾用名或另一登记写法", 0.36),
    Rule("name_unknown_glyph", "姓名有一字未能显示", 0.34),
    Rule("name_homophone", "姓名为同音字", 0.34),
    Rule("name_cut_off", "姓名被截短", 0.34),
    Rule("name_look_alike", "姓名有一字形近", 0.25),
    Rule("name_one_off", "姓名相差一字", 0.2),
    Rule("name_missing", "姓名缺失", 0.0),
    Rule("name_unrelated", "姓名不符", 0.0),
    Rule("birth_date", "出生日期一致", 0.0),
    Rule("phone", "联系电话一致", 0.0),
    Rule("address", "地址一致", 0.0),
    Rule("hukou", "户号一致", 0.0),
    Rule("guardian", "监护人为同户成员", 0.0),
    Rule("birth_date_differs", "出生日期不一致", 0.0),
    Rule("judged_same", "经人工判断为同一人", 0.0),
    Rule("known_id_damaged", "名册证件号码有误", 0.0),
)


def load_rules(con: DuckDBPyConnection) -> None:
    """Write the temporary table `match_rules` and the macros on rules, name levels and addresses that the SQL shares.

    phrase(r): of a rule.
    plain_address(t): half width, without spaces and punctuation. house_number(t): the number before 号, else the last
    number. addresses_agree(a, b): equal, or one contains the other and their house numbers agree.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE match_rules AS SELECT unnest($1) AS rule, unnest($2) AS phrase, unnest($3) AS score",
        [[r.rule for r in RULES], [r.phrase for r in RULES], [r.score for r in RULES]],
    )
    phrases = ", ".join(f"'{r.rule}': '{r.phrase}'" for r in RULES)
    variants = ", ".join(f"'{level}'" for level in VARIANTS)
    for macro in (
        f"phrase(r) AS MAP {{{phrases}}}[r]",
        f"is_variant(l) AS l IN ({variants})",
        # looked for first, because translate() costs ten times as much and most addresses have none of them
        """plain_address(t) AS nullif(CASE WHEN regexp_matches(t, '[０-９－ \\x{3000},，.。;；:：、()（）—#·-]')
                THEN translate(t, '０１２３４５６７８９－ \u3000,，.。;；:：、()（）-—#·', '0123456789') ELSE t END, '')""",
        "house_number(t) AS coalesce(nullif(regexp_extract(t, '([0-9]+)号', 1), ''), nullif(regexp_extract(t, '([0-9]+)[^0-9]*$', 1), ''))",
        "addresses_agree(a, b) AS a = b OR ((contains(a, b) OR contains(b, a)) AND house_number(a) = house_number(b))",
    ):
        con.execute(f"CREATE OR REPLACE TEMP MACRO {macro}")
