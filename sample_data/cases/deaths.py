"""S01: a member is known to be dead (policy 5; decision lines 1 and 8)."""

from __future__ import annotations

from sample_data import facts
from sample_data.cases import case, rare
from sample_data.world import World


@case
def death_in_the_health_register(w: World) -> None:
    """S01 by deaths, covered members left: adjust."""
    home = w.expect(w.household("with_parent"), "adjust", "S01")
    facts.death(w, home.person("parent"))


@case
def death_by_cremation_only(w: World) -> None:
    """S01 by cremations, no date of death: the date of cremation counts."""
    home = w.expect(w.household("old_couple"), "adjust", "S01")
    facts.cremation(w, home.person("spouse"), died_on=None)


@case
def death_in_the_register_of_residents(w: World) -> None:
    """S01 by registry_changes, no died_on: changed_on counts."""
    home = w.expect(w.household("son_and_parent"), "adjust", "S01")
    facts.registry_change(w, home.person("parent"), "death")


@rare
def death_in_all_three_registers(w: World) -> None:
    """S01 once, though three sources say it."""
    home = w.expect(w.household("with_parent", "urban_dibao"), "adjust", "S01")
    parent = home.person("parent")
    died = w.days_ago(50)
    facts.death(w, parent, died_on=died)
    facts.cremation(w, parent, died_on=died, cremated_on=w.days_ago(48))
    facts.registry_change(w, parent, "death", died_on=died, changed_on=w.days_ago(40))


@case
def death_of_the_only_member(w: World) -> None:
    """S01 leaves nobody covered alive: exit, line 1."""
    home = w.expect(w.household("elder", "tekun"), "exit", "S01")
    facts.death(w, home.head)


@rare
def death_of_the_only_covered_member(w: World) -> None:
    """S01 of the one covered member of two (单人保): exit, line 1."""
    home = w.expect(w.household("son_and_parent"), "exit", "S01")
    home.member("head").is_covered = False
    facts.cremation(w, home.person("parent"))


@rare
def death_of_the_head(w: World) -> None:
    """S01 of the head with covered members left: adjust; the head is still the person of head_id."""
    home = w.expect(w.household("old_couple"), "adjust", "S01")
    facts.death(w, home.head)


@rare
def death_of_a_member_who_is_not_covered(w: World) -> None:
    """S01 of a member who is not covered: adjust, the covered one lives."""
    home = w.expect(w.household("son_and_parent"), "adjust", "S01")
    home.member("parent").is_covered = False
    facts.death(w, home.person("parent"))


@rare
def death_of_a_namesake(w: World) -> None:
    """A valid ID of nobody known under a member's name is a person of its own: nothing for the household."""
    home = w.expect(w.household("old_couple"), "keep")
    dead = w.stranger(True, 78, home.head.name)
    row = facts.death(w, dead, address=f"{home.hukou.township}外县")
    w.mention(row, None, "same name, valid ID of nobody known", "own")


@rare
def death_in_the_future(w: World) -> None:
    """S01 asks for a date on or before as_of: a date after it says nothing yet."""
    home = w.expect(w.household("old_couple"), "keep")
    facts.death(w, home.head, died_on=w.as_of.replace(year=w.as_of.year + 1, day=1))


@rare
def death_and_an_alert(w: World) -> None:
    """S01 and X01: a review finding comes first, line 7 before line 8."""
    home = w.expect(w.household("with_parent"), "review", "S01", "X01")
    facts.death(w, home.person("parent"))
    facts.platform_alert(w, home.head)


@rare
def death_and_a_car(w: World) -> None:
    """S01 and P02: line 2 comes before line 8."""
    home = w.expect(w.household("with_parent"), "exit", "P02", "S01")
    facts.death(w, home.person("parent"))
    facts.vehicle(w, home.head)


@rare
def car_of_a_dead_member(w: World) -> None:
    """S01 and no P02: totals count living members only."""
    home = w.expect(w.household("son_and_parent"), "adjust", "S01")
    facts.death(w, home.person("parent"))
    facts.vehicle(w, home.person("parent"))
