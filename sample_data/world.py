"""The county being built: its places, its people, the rows of every dataset and what is expected of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from sample_data import identity, words
from sample_data.people import Expectation, Household, Hukou, Member, Person, Row
from schemas.model import catalog

# relation, is male (None: either), youngest, oldest
FAMILIES: dict[str, tuple[tuple[str, bool | None, int, int], ...]] = {
    "single": (("head", None, 40, 57),),
    "elder": (("head", None, 66, 84),),
    "couple": (("head", True, 43, 57), ("spouse", False, 41, 56)),
    "old_couple": (("head", True, 65, 77), ("spouse", False, 62, 75)),
    "one_child": (("head", True, 37, 46), ("spouse", False, 35, 44), ("child", None, 7, 13)),
    "family": (("head", True, 37, 46), ("spouse", False, 35, 44), ("child", None, 11, 14), ("child", None, 7, 9)),
    "mother": (("head", False, 34, 44), ("child", None, 7, 13)),
    "with_parent": (
        ("head", True, 38, 46),
        ("spouse", False, 36, 44),
        ("child", None, 7, 13),
        ("parent", None, 67, 79),
    ),
    "son_and_parent": (("head", True, 40, 52), ("parent", False, 68, 79)),
    "three_children": (
        ("head", True, 38, 46),
        ("spouse", False, 36, 44),
        ("child", None, 13, 15),
        ("child", None, 10, 12),
        ("child", None, 6, 8),
    ),
    "small_child": (("head", True, 26, 35), ("spouse", False, 24, 34), ("child", None, 1, 5)),
}
LABELS = {"head": "户主", "spouse": "配偶", "child": "子女", "parent": "父母", "other": "其他"}


@dataclass(slots=True)
class Mention:
    """One planted mention: a row that names a person otherwise than the register does."""

    row: Row
    party: int
    person: Person | None
    damage: str
    tier: str
    case: str


@dataclass(slots=True)
class Lead:
    """One group of persons that must become a lead of that colour; no colour: must not become one."""

    hukou_number: str
    name: str
    township: str
    village: str
    colour: str
    signals: tuple[str, ...]
    is_urgent: bool
    case: str


@dataclass(slots=True)
class Fault:
    """One row that intake must quarantine."""

    row: Row
    column: str
    reason: str


@dataclass
class World:
    """Everything about one county. `rng` is replaced at the beginning of each case, so that
    cases do not disturb each other."""

    as_of: date
    rng: Random
    township_count: int
    tables: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in catalog().datasets})
    households: list[Household] = field(default_factory=list)
    hukous: list[Hukou] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    case: str = ""

    def __post_init__(self) -> None:
        self.identities = identity.Identities()
        self._columns = {name: tuple(d.columns) for name, d in catalog().datasets.items()}
        self._serials: dict[str, int] = defaultdict(int)
        self.villages = {}
        for number, township in enumerate(words.TOWNSHIPS[: self.township_count]):
            villages = [f"{stem}村" for stem in self.rng.sample(words.VILLAGE_STEMS, 5)]
            if number < 2:  # the towns have communities too
                villages += [f"{stem}社区" for stem in self.rng.sample(words.COMMUNITY_STEMS, 3)]
            self.villages[township] = tuple(villages)

    # times, all before the first delivery unless said

    def days_ago(self, least: int, most: int | None = None) -> date:
        return self.as_of - timedelta(days=self.rng.randint(least, most or least))

    def month(self, ago: int) -> date:
        """The first day of the month that many months before the one of as_of."""
        number = self.as_of.year * 12 + self.as_of.month - 1 - ago
        return date(number // 12, number % 12 + 1, 1)

    def money(self, low: int, high: int) -> Decimal:
        return Decimal(self.rng.randint(low * 100, high * 100)).scaleb(-2)

    def serial(self, kind: str, digits: int) -> str:
        """The next number of a kind, spread over the digits so that neighbours do not look alike."""
        self._serials[kind] += 1
        return str((self._serials[kind] * 7_368_787) % 10**digits).zfill(digits)

    def phone(self) -> str:
        self._serials["phone"] += 1
        return str(19_900_000_000 + self._serials["phone"])

    # people

    def stranger(self, is_male: bool, age: int | tuple[int, int], name: str | None = None, **values) -> Person:
        """One person who is in no hukou of the county."""
        years = age if isinstance(age, int) else self.rng.randint(*age)
        born = date(self.as_of.year - years, self.as_of.month, 1) - timedelta(days=self.rng.randint(5, 330))
        while not self.identities.is_free(drawn := name or self._name(is_male), born):
            born -= timedelta(days=1)
        ending = values.pop("ending", "")
        return Person(drawn, is_male, born, self.identities.resident_id(self.rng, born, is_male, ending), **values)

    def _name(self, is_male: bool) -> str:
        return identity.surname(self.rng) + identity.given_name(self.rng, is_male)

    def hukou(self, kind: str = "rural") -> Hukou:
        townships = list(self.villages)
        township = self.rng.choice(townships[:2] if kind == "urban" and len(townships) > 2 else townships)
        village = self.rng.choice(self.villages[township])
        where = f"{words.COUNTY}{township}{village}{self.rng.randint(1, 9)}组{self.rng.randint(1, 199)}号"
        hukou = Hukou("62" + self.serial("hukou", 8), kind, township, village, where)
        self.hukous.append(hukou)
        return hukou

    def family(
        self,
        kind: str,
        hukou_kind: str = "rural",
        names: dict[str, str] | None = None,
        endings: dict[str, str] | None = None,
    ) -> list[Person]:
        """The people of a new hukou, the head first. `names` and `endings` (of the ID) prescribe those of
        the first person of a relation."""
        rng, hukou = self.rng, self.hukou(hukou_kind)
        names, endings = dict(names or {}), dict(endings or {})
        surname = names["head"][0] if "head" in names else identity.surname(rng)
        father = rng.choice(words.MINORITY_FATHERS) if not names and rng.random() < 0.03 else None
        generations = {relation: rng.choice(words.NEUTRAL) for relation in ("child", "head")}
        for relation, sex, low, high in FAMILIES[kind]:
            is_male = rng.random() < 0.5 if sex is None else sex
            name = names.pop(relation, None)
            taken = {p.name for p in hukou.people}
            while name is None or name in taken:
                if father:
                    name = identity.minority_name(rng, is_male, father)
                else:
                    own = surname if relation in ("head", "child") else identity.surname(rng)
                    name = own + identity.given_name(
                        rng, is_male, generations["child"] if relation == "child" else None
                    )
            person = self.stranger(
                is_male, (low, high), name, hukou=hukou, relation=relation, ending=endings.pop(relation, "")
            )
            hukou.people.append(person)
        return hukou.people

    def household(
        self,
        kind: str,
        programme: str = "rural_dibao",
        register: str = "roster",
        names: dict[str, str] | None = None,
        **values,
    ) -> Household:
        """A household whose papers are in order: reviewed in time, income within the limit, everyone authorised."""
        hukou_kind = values.pop("hukou_kind", "urban" if programme == "urban_dibao" else "rural")
        people = self.family(kind, hukou_kind, names, values.pop("endings", None))
        members = [
            Member(p, p.relation, labour="none" if self.age(p) < 16 or self.age(p) >= 70 else "full") for p in people
        ]
        is_dibao = programme in ("urban_dibao", "rural_dibao")
        defaults = {
            "benefit_class": self.rng.choice(("A类", "B类", "B类")) if is_dibao else None,
            "declared": Decimal(self.rng.randint(12, 36) * 100 * len(members)),
            "started": self.month(self.rng.randint(4, 9) if programme == "rigid_expense" else self.rng.randint(12, 80)),
            "last_review": self.month(self.rng.randint(1, 3)),
        }
        household = Household(
            household_id=("LC" if register == "roster" else "SQ") + self.serial("household", 8),
            register=register,
            programme=programme,
            hukou=people[0].registered,
            members=members,
            account="6217" + self.serial("account", 12),
            phone=self.phone(),
            case=self.case,
            **{**defaults, **values},
        )
        self.households.append(household)
        return household

    def age(self, person: Person) -> int:
        birth = person.birth
        return self.as_of.year - birth.year - ((self.as_of.month, self.as_of.day) < (birth.month, birth.day))

    # rows and what is expected of them

    def add(self, dataset: str, person: Person | None, defaults: dict, values: dict) -> Row:
        """Add a row; `values` win over `defaults`, and both over the person's name and ID."""
        merged = {**defaults, **values}
        if person is not None:
            merged = {"name": person.name, "resident_id": person.resident_id, **merged}
        columns = self._columns[dataset]
        row = Row(dataset, [merged.pop(c, None) for c in columns])
        merged.pop("name", None)
        merged.pop("resident_id", None)
        if merged:
            raise KeyError(f"{dataset} has no column {', '.join(merged)}")
        self.tables[dataset].append(row)
        return row

    def value(self, row: Row, column: str):
        return row[self._columns[row.dataset].index(column)]

    def mention(self, row: Row, person: Person | None, damage: str, tier: str, party: int = 1) -> Row:
        self.mentions.append(Mention(row, party, person, damage, tier, self.case))
        return row

    def fault(self, row: Row, column: str, reason: str) -> None:
        self.faults.append(Fault(row, column, reason))

    def expect(self, household: Household, outcome: str, *codes: str, **more) -> Household:
        household.expectation = Expectation(outcome, tuple(sorted(codes)), **more)
        return household

    def expect_lead(self, person: Person, colour: str, *signals: str, is_urgent: bool = False) -> None:
        hukou = person.hukou or Hukou("", "", "", "", "")
        self.leads.append(
            Lead(
                hukou.number,
                person.name,
                hukou.township,
                hukou.village,
                colour,
                tuple(sorted(signals)),
                is_urgent,
                self.case,
            )
        )
