"""The figures of one county as text tables."""

from __future__ import annotations


def _lines(rows: list[dict], columns: tuple[str, ...]) -> list[str]:
    texts = [[f"{row[c]:.4f}" if isinstance(row[c], float) else str(row[c]) for c in columns] for row in rows]
    widths = [max(len(c), *(len(t[i]) for t in texts)) for i, c in enumerate(columns)]
    return ["  ".join(t[i].ljust(w) for i, w in enumerate(widths)) for t in ([*columns], *texts)]


def table(figures: dict) -> str:
    """Speed, overall quality, tiers, recall per damage, wrong links per adversary."""
    hedui, speed = figures["hedui"], figures["speed"]
    lines = [f"== seed {figures['seed']}: {figures['size']}", ""]
    lines += [*_lines([{"contender": name, **values, "times_hedui": values["seconds"] / speed["hedui"]["seconds"]} for name, values in speed.items()],
                    ("contender", "seconds", "cpu_seconds", "peak_mb", "times_hedui")), ""]  # fmt: skip
    overall = [{"contender": "exact join", **figures["exact"]}]
    overall += [{"contender": f"hedui {tier}", **hedui[tier]} for tier in ("T1-T2", "T3-T4", "T1-T4")]
    if "splink" in figures:
        overall.append({"contender": f"splink above {figures['splink']['threshold']:.1f}", **figures["splink"]})
    lines += [*_lines(overall, ("contender", "links", "wrong", "precision", "recall", "f1")), ""]
    lines += _lines(hedui["tiers"], ("tier", "links", "wrong", "precision", "lower_bound"))
    lines += [f"recall of rows with an intact ID {hedui['recall_of_intact_ids']:.5f}; review queue {hedui['review_queue_per_80000']} per 80 000 matched rows"
              f" (T3 and T4: {hedui['review_rows']} rows, {hedui['review_pairs']} pairs)", ""]  # fmt: skip
    other = {row["damage"]: row["recall"] for row in figures.get("splink", {}).get("by_damage", [])}
    damages = [{**row, "splink": other.get(row["damage"], float("nan"))} for row in hedui["by_damage"]]
    lines += [*_lines(damages, ("damage", "rows", "recall", "T1", "T2", "T3", "T4", "wrong", "splink")), ""]
    theirs = {row["adversary"]: row["wrong"] for row in figures.get("splink", {}).get("by_adversary", [])}
    enemies = [{**row, "splink": theirs.get(row["adversary"], "")} for row in hedui["by_adversary"]]
    lines += [*_lines(enemies, ("adversary", "rows", "right", "wrong_T1_T2", "wrong_T3_T4", "splink")), ""]
    return "\n".join(lines)
