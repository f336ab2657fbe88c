"""A small county for the matcher's tests: rows in, outcomes out. All people are made up."""

from __future__ import annotations

from datetime import date

import duckdb

from schemas.ddl import create
from schemas.identity import check_digit
from schemas.macros import define_key_macros
from schemas.model import tables
from transforms.match import match


def rid(birth: str = "19700101", sequence: int = 11, area: str = "620123") -> str:
    """A valid ID."""
    first_17 = f"{area}{birth}{sequence:03d}"
    return first_17 + check_digit(first_17)


class County:
    """Known rows and mentions, gathered and matched."""

    def __init__(self) -> None:
        self.known: list[dict] = []
        self.mentions: list[dict] = []

    def knows(self, id_text, name, register="roster", household="H1", hukou=None, evidence_id=None, **more) -> int:
        """Add a known row; returns its known_no."""
        self.known.append(
            {
                "known_no": len(self.known) + 1,
                "register": register,
                "household_id": household if register != "registry" else None,
                "evidence_id": evidence_id,
                "id_text": id_text,
                "name": name,
                "hukou_number": hukou,
                **more,
            }
        )
        return len(self.known)

    def registers(self, id_text, name, hukou="K1", **more) -> tuple[int, int]:
        """Add a registry row: known row and mention. Returns known_no, evidence_id."""
        evidence_id = self.says(id_text, name, kind="registered", hukou_number=hukou, address=more.get("address"))
        return self.knows(id_text, name, register="registry", hukou=hukou, evidence_id=evidence_id, **more), evidence_id

    def says(self, id_text, name, kind="vehicle", party=1, evidence_id=None, **more) -> int:
        """Add a mention; returns its evidence_id."""
        evidence_id = evidence_id or 1000 + len(self.mentions)
        self.mentions.append(
            {"evidence_id": evidence_id, "party": party, "kind": kind, "id_text": id_text, "name": name, **more}
        )
        return evidence_id

    def connect(self) -> duckdb.DuckDBPyConnection:
        con = duckdb.connect(config={"threads": 1})  # a second one only waits, over so few rows
        define_key_macros(con)
        for name, rows in (("known_people", self.known), ("mentions", self.mentions)):
            con.execute(create(tables("core")[name], replace=True))
            for row in rows:
                columns = ", ".join(row)
                con.execute(f"INSERT INTO {name} ({columns}) VALUES ({', '.join('?' * len(row))})", list(row.values()))
            con.execute(
                f"UPDATE {name} SET key = id_key(upper(id_text)), odd_id = odd_id(upper(id_text), id_key(upper(id_text)))"
            )  # as they are gathered
        return con

    def outcome(self) -> Outcome:
        con = self.connect()
        match(con)
        return Outcome(con)


class Outcome:
    """What the matcher said, with persons by ID text and name so that numbering does not matter."""

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con

    def of(self, evidence_id: int, party: int = 1) -> tuple[str, str | None]:
        """(tier, name of the person tied or rejected); ties give (T5, the names joined by 、)."""
        rows = self.con.execute(
            """
            SELECT x.tier, string_agg(p.name, '、' ORDER BY p.name)
            FROM (SELECT evidence_id, party, person_no, tier FROM matches UNION ALL SELECT evidence_id, party, person_no, tier FROM match_rejects) x
            LEFT JOIN people p USING (person_no) WHERE evidence_id = ? AND party = ? GROUP BY x.tier""",
            [evidence_id, party],
        ).fetchall()
        assert len(rows) == 1, rows
        return rows[0]

    def reason(self, evidence_id: int) -> str:
        return self.con.execute(
            "SELECT reason FROM matches WHERE evidence_id = ? UNION ALL SELECT reason FROM match_rejects WHERE evidence_id = ?",
            [evidence_id, evidence_id],
        ).fetchall()[0][0]

    def link(self, known_no: int) -> tuple[str, str, str]:
        """(tier, resident ID, name) of a known row."""
        return self.con.execute(
            "SELECT l.tier, p.resident_id, p.name FROM known_links l JOIN people p USING (person_no) WHERE known_no = ?",
            [known_no],
        ).fetchall()[0]

    def table(self, name: str) -> list[tuple]:
        return self.con.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall()

    def verdicts(self) -> list[tuple]:
        """Every mention with tier, person and score, free of numbering."""
        return self.con.execute("""
            SELECT x.evidence_id, x.party, x.tier, p.resident_id, p.name, x.score, x.reason
            FROM (SELECT * FROM matches UNION ALL BY NAME SELECT * FROM match_rejects) x
            LEFT JOIN people p USING (person_no) ORDER BY ALL""").fetchall()


def born(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))
