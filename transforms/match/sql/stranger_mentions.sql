-- stranger_mentions: one row per mention with a valid ID that no known person bears or may bear.
CREATE OR REPLACE TEMP TABLE stranger_mentions AS
SELECT m.evidence_id, m.party, m.key, m.name
FROM mention_known m
ANTI JOIN (FROM outcomes WHERE tier IN ('T3', 'T4') OR is_tie) o ON o.evidence_id = m.evidence_id AND o.party = m.party
WHERE m.pid IS NULL AND m.key IS NOT NULL;
