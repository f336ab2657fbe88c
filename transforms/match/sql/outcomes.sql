-- outcomes: one row per open mention and candidate that counts: the winner alone, or all that tie (T5, is_tie).
-- A valid ID that only might have been a damaged one, and is not, belongs to a stranger and has no outcome here.
CREATE OR REPLACE TEMP TABLE outcomes AS
WITH best AS (
    SELECT evidence_id, party, min(strength) AS strength
    FROM judged
    GROUP BY evidence_id, party
),

kept AS (
    SELECT j.*
    FROM judged j
    JOIN best b USING (evidence_id, party)
    WHERE j.strength = b.strength AND NOT (j.strength IN (98, 99) AND j.route <> 'id' AND j.key IS NOT NULL)
),

several AS (  -- of few mentions more than one candidate, or more than one route to it, is left
    SELECT evidence_id, party, count(DISTINCT pid) AS persons
    FROM kept
    GROUP BY evidence_id, party
    HAVING count(*) > 1
),

single AS (
    SELECT k.*, false AS is_tie FROM kept k ANTI JOIN several s ON s.evidence_id = k.evidence_id AND s.party = k.party
    UNION ALL
    SELECT k.*, k.strength < 95 AND s.persons > 1
    FROM kept k
    JOIN several s USING (evidence_id, party)
    QUALIFY row_number() OVER (PARTITION BY k.evidence_id, k.party, k.pid ORDER BY k.route) = 1
)

SELECT * REPLACE (CASE WHEN is_tie THEN 'T5' ELSE tier END AS tier) FROM single;
