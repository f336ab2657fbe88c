-- One row per payment of one item, as evidence `subsidy`.
SELECT source, 'subsidy' AS kind, amount, paid_on AS happened_on, item AS label
FROM facts
