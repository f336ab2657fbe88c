-- matches: one row per mention tied to a person. A view: what all T1 have in common is not stored a million times.
CREATE OR REPLACE VIEW matches AS
SELECT evidence_id, party, person_no, 'T1' AS tier, 1.0::DOUBLE AS score, '证件号码与姓名一致' AS reason FROM matches_exact
UNION ALL
SELECT evidence_id, party, person_no, tier, score, reason FROM match_grounds;
