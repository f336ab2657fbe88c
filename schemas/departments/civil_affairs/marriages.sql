-- One row per marriage or divorce registered, as evidence `marriage` or `divorce` with two parties.
SELECT source, event AS kind, event_on AS happened_on
FROM facts
