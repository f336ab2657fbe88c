"""A policy with some values changed, for trying a document before it is signed (`hedui whatif`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from .contract import VALUES
from .loading import fingerprint, plain_value
from .model import Definition, Policy, PolicyError
from .reading import check

_FLAGS = {"true": True, "yes": True, "是": True, "1": True, "false": False, "no": False, "否": False, "0": False}


def with_overrides(policy: Policy, overrides: Mapping[str, str]) -> Policy:
    """The same policy with the named values replaced, their status 试算 and the version marked.

    Texts by kind: number and count `7200`; words `07,08`; flag `true`/`false`/`是`/`否`; cycle `A=12,B=6,default=6`.
    PolicyError for an unknown id or a text that is no value of that kind. The policy given stays as it is.
    """
    values = dict(policy.values)
    for id, text in overrides.items():
        if id not in policy.definitions:
            close = get_close_matches(id, policy.definitions, n=3)
            hint = f"did you mean {' or '.join(close)}?" if close else f"known: {', '.join(policy.definitions)}"
            raise PolicyError(f"policy {policy.code} ({policy.title}): there is no parameter {id!r}; {hint}")
        definition, place = policy.definitions[id], f"override of {id}"
        raw = _raw(definition, str(text).strip(), place)
        check(raw, VALUES[definition.kind], place)
        number, words, flag, mapping = plain_value(definition, raw, place)
        values[id] = replace(
            policy[id],
            number=number,
            words=words,
            flag=flag,
            mapping=mapping,
            source="试算",
            status="试算",
            checked_on=None,
        )
    if not overrides:
        return policy
    changed = {id: [v.number, v.words, v.flag, v.mapping] for id, v in values.items() if id in overrides}
    return replace(policy, values=values, version=f"{policy.version}+{fingerprint(changed)}")


def _raw(definition: Definition, text: str, place: str) -> Any:
    """The text as a policy file would hold it."""
    if definition.kind == "words":
        return [word.strip() for word in re.split("[,，、]", text) if word.strip()]
    if definition.kind == "flag":
        if text.lower() not in _FLAGS:
            raise PolicyError(f"{place}: {text!r} is neither true nor false")
        return _FLAGS[text.lower()]
    if definition.kind == "cycle":
        steps = [step.partition("=") for step in re.split("[,，、]", text) if step.strip()]
        months = {word.strip(): _number(amount.strip(), place) for word, _, amount in steps}
        if len(months) < len(steps):
            raise PolicyError(f"{place}: a word stands twice in {text!r}")
        if "default" not in months:
            raise PolicyError(f"{place}: {text!r} has no default; write it as A=12,B=6,default=6")
        default = months.pop("default")
        return {"words": [{"word": word, "months": amount} for word, amount in months.items()], "default": default}
    return _number(text, place)


def _number(text: str, place: str) -> Decimal | int:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise PolicyError(f"{place}: {text!r} is no number")
    return int(number) if number == number.to_integral_value() else number
