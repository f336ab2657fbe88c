-- changes_by_township: one row per township, and one for the county (township empty): households and persons by kind of
-- change, and the monthly amounts.
CREATE OR REPLACE TABLE changes_by_township AS
SELECT
    CASE WHEN grouping(township) = 0 THEN coalesce(township, '未知乡镇') END AS township,
    count(*) FILTER (WHERE change = 'gained') AS gained,
    coalesce(sum(persons) FILTER (WHERE change = 'gained'), 0) AS gained_persons,
    count(*) FILTER (WHERE change = 'lost') AS lost,
    coalesce(sum(persons) FILTER (WHERE change = 'lost'), 0) AS lost_persons,
    count(*) FILTER (WHERE change = 'moved') AS moved,
    coalesce(sum(persons) FILTER (WHERE change = 'moved'), 0) AS moved_persons,
    count(*) FILTER (WHERE change = 'listed') AS listed,
    coalesce(sum(persons) FILTER (WHERE change = 'listed'), 0) AS listed_persons,
    coalesce(sum(monthly_before), 0)::DECIMAL(18, 2) AS monthly_before,
    coalesce(sum(monthly_after), 0)::DECIMAL(18, 2) AS monthly_after
FROM changes
GROUP BY GROUPING SETS ((), (township));
