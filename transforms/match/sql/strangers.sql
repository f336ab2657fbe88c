-- strangers: one row per valid ID of evidence that no known person bears, with a name of it; has_names: it came with
-- more than one.
CREATE OR REPLACE TABLE strangers AS
SELECT key, any_value(name) AS name, min(hash(name)) <> max(hash(name)) AS has_names
FROM mention_ids m
ANTI JOIN taken t ON t.evidence_id = m.evidence_id AND t.party = m.party
WHERE pid IS NULL AND key IS NOT NULL
GROUP BY key;
