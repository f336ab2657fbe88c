-- One row per person, kind of insured and month, as evidence `employment`; the amount is a contribution base, never a
-- wage.
SELECT source, 'employment' AS kind, insured_as AS category, base AS amount, month, employer AS label
FROM facts
