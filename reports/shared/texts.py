"""Wording that depends on the policy: the flow fills it from the policy in force. Without a
title a code stands for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from reports.shared import labels
from schemas.model import Catalog, catalog


@dataclass(frozen=True)
class Workload:
    """What one township can visit in the term of a batch: staff × hours_per_day × working_days hours."""

    hours_per_visit: float = 2.0
    staff: int = 2
    hours_per_day: float = 6.0
    working_days: int = 10

    @property
    def capacity(self) -> float:
        """Hours."""
        return self.staff * self.hours_per_day * self.working_days


@dataclass(frozen=True)
class Texts:
    """Titles by code. `policy_notice` says that the policy in force is only a sample; `catalog` has the
    county's own datasets as well."""

    finding_titles: Mapping[str, str] = field(default_factory=dict)
    check_methods: Mapping[str, str] = field(default_factory=dict)
    clauses: Mapping[str, str] = field(default_factory=dict)
    signal_titles: Mapping[str, str] = field(default_factory=dict)
    item_titles: Mapping[str, str] = field(default_factory=dict)
    policy_notice: str = ""
    workload: Workload = Workload()
    catalog: Catalog = field(default_factory=catalog)

    def dataset(self, name: str | None) -> str:
        known = self.catalog.datasets.get(name or "")
        return known.title if known else (name or "")

    def department(self, name: str | None) -> str:
        """The title of a department's identifier; officials' own words stand as they are; none is 未识别."""
        word = (name or "").strip()
        known = self.catalog.departments.get(word)
        return known.title if known else (word or labels.UNKNOWN_DEPARTMENT)

    def column(self, dataset: str | None, name: str | None) -> str:
        """The title of a dataset's column when its identifier is given; a header as delivered stands as it is."""
        known = self.catalog.datasets.get(dataset or "")
        column = known.columns.get(name or "") if known else None
        return column.title if column else (name or "")

    def finding(self, code: str | None) -> str:
        return labels.said(self.finding_titles, code)

    def coded(self, code: str) -> str:
        """Code and title: "P02 拥有机动车"."""
        return f"{code} {self.finding_titles.get(code, '')}".rstrip()

    def check_method(self, code: str | None) -> str:
        return self.check_methods.get(code or "", "入户")

    def clause(self, code: str | None, cited: str | None) -> str:
        """The clause that the finding cites, else the one the policy has for its code."""
        return cited or self.clauses.get(code or "", "")

    def signals(self, codes: list[str] | None) -> str:
        return "、".join(labels.said(self.signal_titles, code) for code in codes or ())

    def items(self, codes: list[str] | None) -> str:
        return "、".join(labels.said(self.item_titles, code) for code in codes or ())
