-- outcomes: one row per open mention and candidate that counts: the winner alone, or all that tie (T5, is_tie).
-- A valid ID that only might have been a damaged one, and is not, belongs to a stranger and has no outcome here.
CREATE OR REPLACE TEMP TABLE outcomes AS
WITH best AS (
    SELECT evidence_id, party, min(strength) AS strength FROM judged GROUP BY ALL
),
kept AS (
    SELECT j.* FROM judged j JOIN best b USING (evidence_id, party)
    WHERE j.strength = b.strength AND NOT (j.strength IN (98, 99) AND j.route <> 'id' AND j.key IS NOT NULL)
    QUALIFY row_number() OVER (PARTITION BY j.evidence_id, j.party, j.pid ORDER BY j.route) = 1
)
SELECT * REPLACE (CASE WHEN is_tie THEN 'T5' ELSE tier END AS tier)
FROM (SELECT *, strength < 95 AND count(*) OVER (PARTITION BY evidence_id, party) > 1 AS is_tie FROM kept);
