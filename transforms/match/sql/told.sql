-- told: one row per match below T1: score and reason in words, put together from its parts.
CREATE OR REPLACE TEMP TABLE told AS
SELECT e.evidence_id, e.party, round(sum(e.score), 4) AS score,
       string_agg(replace(replace(r.phrase, '{n}', coalesce(e.place::VARCHAR, '')), '{m}', coalesce((e.place + 1)::VARCHAR, '')), '，' ORDER BY e.step) AS reason
FROM explained e JOIN match_rules r USING (rule) GROUP BY e.evidence_id, e.party;
