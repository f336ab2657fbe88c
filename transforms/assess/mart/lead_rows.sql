-- lead_rows: one row per source row that a lead rests on.
SELECT DISTINCT
    batch_id() AS batch_id,
    i.lead_id,
    l.signal,
    l.evidence_id,
    l.person_id,
    l.tier,
    e.dataset,
    e.file,
    e.sheet,
    e.row
FROM lead_signals l
JOIN lead_list i USING (lead_key)
JOIN evidence e USING (evidence_id)
