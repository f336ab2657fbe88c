"""The YAML loaders that ours stand on: parsed in C where PyYAML was built so.

`SafeLoader` makes plain data, `BaseLoader` makes texts, lists and mappings only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from yaml import BaseLoader, SafeLoader
else:
    BaseLoader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

__all__ = ["BaseLoader", "SafeLoader"]
