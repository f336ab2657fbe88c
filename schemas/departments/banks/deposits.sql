-- One row per account and holder, as evidence `deposit`; an empty currency is CNY.
SELECT
    source,
    'deposit' AS kind,
    concat_ws(' ', bank, account) AS item,
    CASE
        WHEN currency IS NULL OR upper(currency) IN ('人民币', 'CNY', 'RMB', '人民币元', '元', '156') THEN 'CNY'
        ELSE currency
    END AS category,
    balance AS amount,
    queried_on AS happened_on,
    concat_ws(' ', bank, account_type) AS label
FROM facts
