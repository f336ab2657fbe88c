"""The county's residents as one frame: one row per person, households contiguous, with IDs, names, birth dates,
telephones, addresses and hukou.

About half of all siblings share a generation character, one child in 60 is a twin whose ID differs in the last four
digits only, and one head in four has a brother or sister who heads another household. Nobody in a family bears a
homophone of another's name: families do not do that.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from bench.matching import names as words
from schemas.identity import CHECK_DIGITS, WEIGHTS

HEAD, SPOUSE, CHILD, PARENT = range(4)
AREAS = np.array(
    [990122, 990123, 990124, 990126, 991021, 991522, 996211, 992101, 993702]
)  # divisions that no living person has
TOWNSHIPS = ("城关镇", "北河镇", "南川乡", "西岭乡", "澜川镇", "红土乡", "柳林镇", "石桥乡", "白杨镇", "清泉乡")


def ids(keys: np.ndarray) -> np.ndarray:
    """The 18-character IDs of keys."""
    weights = np.array(WEIGHTS)
    digits = keys[:, None] // 10 ** np.arange(16, -1, -1) % 10
    return np.char.add(keys.astype("U17"), np.array(list(CHECK_DIGITS))[digits @ weights % 11])


def dates(rng: np.random.Generator, first: int, last: int, size: int) -> np.ndarray:
    """Dates as yyyymmdd, every month of 28 days."""
    return rng.integers(first, last + 1, size) * 10000 + rng.integers(1, 13, size) * 100 + rng.integers(1, 29, size)


def number(date: np.ndarray) -> np.ndarray:
    """yyyymmdd as a column of dates."""
    months = (date // 10000 - 1970) * 12 + date // 100 % 100 - 1
    return months.astype("datetime64[M]").astype("datetime64[D]") + (date % 100 - 1)


def given(rng: np.random.Generator, size: int, generation: np.ndarray | None = None) -> np.ndarray:
    """Given names of one or two characters; with `generation` given, always two of which it is the first."""
    first, second = (words.characters(rng, words.GIVEN, size) for _ in range(2))
    if generation is not None:
        return np.char.add(generation, second)
    return np.where(rng.random(size) < 0.18, first, np.char.add(first, second))


def minority(rng: np.random.Generator, size: int) -> np.ndarray:
    """Long names with a dot."""
    parts = [words.characters(rng, words.SYLLABLES, size, 0.2) for _ in range(6)]
    left = np.where(
        rng.random(size) < 0.5, np.char.add(parts[0], parts[1]), np.char.add(np.char.add(parts[0], parts[1]), parts[2])
    )
    return np.char.add(np.char.add(left, "·"), np.char.add(np.char.add(parts[3], parts[4]), parts[5]))


def sounds(names: np.ndarray) -> np.ndarray:
    """A number per name, the same for names that are read alike."""
    codes = np.array(names, dtype="U10").view("U1").reshape(len(names), 10)
    return (words.reading(codes.reshape(-1)).reshape(codes.shape) + 1) @ (7919 ** np.arange(10, dtype=np.int64))


def residents(rng: np.random.Generator, size: int) -> pl.DataFrame:
    """`size` residents with the columns person, household, role, key, id_text, name, former_name, birth,
    phone, address, hukou, guardian."""
    sizes = rng.choice([1, 2, 3, 4, 5, 6], size, p=[0.15, 0.22, 0.25, 0.2, 0.12, 0.06])
    household = np.repeat(np.arange(size), sizes)[:size]
    households = int(household[-1]) + 1
    place = np.arange(size) - np.searchsorted(household, household)
    role = np.select([place == 0, place == 1, place == 5], [HEAD, SPOUSE, PARENT], CHILD)
    head = np.searchsorted(household, household)

    surname = words.characters(rng, words.SURNAMES, households, 0.7)
    head_birth = dates(rng, 1940, 1998, households)
    generation = words.characters(rng, words.GIVEN, households)
    sibling = (
        np.flatnonzero(rng.random(households - 1) < 0.25) + 1
    )  # these heads are brother or sister of the head before
    brothers = words.characters(rng, words.GIVEN, households)
    own_surname = surname.copy()
    own_surname[sibling] = surname[sibling - 1]
    clan = np.full(households, "", dtype="U1")
    shares = sibling[rng.random(len(sibling)) < 0.45]
    clan[shares] = clan[shares - 1] = brothers[shares]

    birth = (
        head_birth[household]
        + np.select([role == CHILD, role == PARENT], [rng.integers(22, 30, size), -rng.integers(20, 32, size)], 0)
        * 10000
    )
    birth = np.where(
        role == HEAD,
        birth,
        birth // 10000 * 10000
        + dates(rng, 0, 0, size)
        + np.where(role == SPOUSE, rng.integers(-4, 5, size), 0) * 10000,
    )
    sequence = rng.integers(1, 900, size)
    area = rng.choice(AREAS, size, p=[0.7, 0.08, 0.06, 0.05, 0.03, 0.03, 0.02, 0.02, 0.01])
    area = np.where((role == CHILD) | (role == HEAD), area[head], area)
    twin = np.flatnonzero((role == CHILD) & (np.roll(role, 1) == CHILD) & (rng.random(size) < 0.04))
    birth[twin], area[twin] = birth[twin - 1], area[twin - 1]
    sequence[twin] = sequence[twin - 1] + rng.integers(1, 9, len(twin))

    is_minority = (rng.random(households) < 0.05)[household]

    def draw(who: np.ndarray) -> np.ndarray:
        plain = given(rng, len(who))
        of_generation = given(
            rng, len(who), np.where(role[who] == HEAD, clan[household[who]], generation[household[who]])
        )
        takes = ((role[who] == CHILD) & (rng.random(len(who)) < 0.5)) | (
            (role[who] == HEAD) & (clan[household[who]] != "")
        )
        family = np.where(
            (role[who] == SPOUSE) | (role[who] == PARENT),
            words.characters(rng, words.SURNAMES, len(who), 0.7),
            own_surname[household[who]],
        )
        han = np.char.add(family, np.where(takes, of_generation, plain))
        return np.where(is_minority[who], minority(rng, len(who)), han)

    name = draw(np.arange(size)).astype("U10")
    for _ in range(6):  # drawn again where two of a family would sound alike
        heard = sounds(name)
        order = np.lexsort((heard, household))
        again = order[1:][(heard[order][1:] == heard[order][:-1]) & (household[order][1:] == household[order][:-1])]
        brother = np.flatnonzero(place == 0)[sibling]
        before = np.flatnonzero(place == 0)[sibling - 1]
        again = np.union1d(again, brother[heard[brother] == heard[before]])
        if not len(again):
            break
        name[again] = draw(again)

    key = _unique_keys(rng, area, birth, sequence)
    phone = np.char.add("1", rng.integers(3_000_000_000, 9_999_999_999, size).astype(str))
    phone = np.where((role == CHILD) & (rng.random(size) < 0.7), phone[head], phone)
    town = np.array(TOWNSHIPS)[rng.integers(0, len(TOWNSHIPS), households)]
    village = np.char.add(
        words.characters(rng, words.SURNAMES, households, 0.3),
        np.array(["家村", "家湾村", "家沟村", "家坪村"])[rng.integers(0, 4, households)],
    )
    address = np.char.add(np.char.add(town, village), np.char.add(rng.integers(1, 400, households).astype(str), "号"))
    former = np.where(rng.random(size) < 0.03, np.char.add(np.char.ljust(name, 1).astype("U1"), given(rng, size)), "")
    texts = ids(key)
    return pl.DataFrame(
        {
            "person": np.arange(size), "household": household, "role": role.astype(np.int8), "key": key, "id_text": texts, "name": name,
            "former_name": former, "birth": number(birth), "phone": phone, "address": address[household],
            "hukou": np.char.add("K", household.astype(str)), "guardian": np.where(role == CHILD, texts[head], ""),
            "sibling_of": _siblings(size, place, sibling, household),
        }
    ).with_columns(pl.col("former_name", "guardian").replace("", None))  # fmt: skip


def _siblings(size: int, place: np.ndarray, sibling: np.ndarray, household: np.ndarray) -> np.ndarray:
    """The head whose brother or sister a head is; −1 for the others."""
    heads = np.flatnonzero(place == 0)
    found = np.full(size, -1)
    found[heads[sibling]] = heads[sibling - 1]
    return found


def _unique_keys(rng: np.random.Generator, area: np.ndarray, birth: np.ndarray, sequence: np.ndarray) -> np.ndarray:
    """Keys that are all different: sequences drawn again where two would be equal."""
    sequence = sequence.copy()
    while True:
        key = area.astype(np.int64) * 10**11 + birth.astype(np.int64) * 1000 + sequence
        order = np.argsort(key, kind="stable")
        again = order[1:][key[order][1:] == key[order][:-1]]
        if not len(again):
            return key
        sequence[again] = rng.integers(1, 1000, len(again))
