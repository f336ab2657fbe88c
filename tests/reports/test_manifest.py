"""manifest.json"""

import hashlib
import json

from reports.shared import manifest
from schemas.batch import Batch
from tests.reports import builder


def test_manifest_is_complete_and_deterministic(written):
    batch = Batch(builder.BATCH, 2, "routine", builder.AS_OF, "example", "example-2026.1", "ab" * 32)
    inputs = [{"file": "b.xlsx", "sha256": "22", "rows_read": 5}, {"file": "a.xlsx", "sha256": "11"}]
    counts = {"households": 9}
    path = manifest.write(written, batch, inputs, counts)
    first = path.read_bytes()
    assert manifest.write(written, batch, reversed(inputs), counts).read_bytes() == first
    content = json.loads(first)
    assert [entry["file"] for entry in content["inputs"]] == ["a.xlsx", "b.xlsx"]
    assert content["rows"]["households"] == 9 and content["policy_version"] == "example-2026.1"
    names = [entry["file"] for entry in content["outputs"]]
    assert names == sorted(names) and len(names) == len(
        [path for path in written.rglob("*") if path.is_file() and path.name != manifest.NAME]
    )
    assert all(
        entry["sha256"] == hashlib.sha256((written / entry["file"]).read_bytes()).hexdigest()
        for entry in content["outputs"]
    )
    assert content["created_at"] == "2026-03-20T00:00:00"
