-- matches_told: one row per mention tied to a person below T1.
CREATE OR REPLACE TABLE matches_told AS
WITH tied AS (
    SELECT evidence_id, party, pid, tier FROM outcomes WHERE tier IN ('T1', 'T2', 'T3', 'T4')
    UNION ALL
    SELECT evidence_id, 1, pid, tier FROM known_tiers WHERE tier IN ('T2', 'T3', 'T4') AND evidence_id IS NOT NULL
    UNION ALL
    SELECT evidence_id, party, key, tier FROM stranger_tiers WHERE tier IN ('T2', 'T3')
)
SELECT t.evidence_id, t.party, t.pid AS person_no, t.tier, w.score, w.reason FROM tied t JOIN told w USING (evidence_id, party);
