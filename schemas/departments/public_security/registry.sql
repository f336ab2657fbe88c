-- One row per person in the household register, as evidence `registered`.
SELECT source, 'registered' AS kind, hukou_number AS item, hukou_kind AS category, address AS label
FROM facts
