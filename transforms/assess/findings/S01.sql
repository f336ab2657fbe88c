-- S01 成员死亡: a member is known to be dead. Adjust; exit when no covered member is left alive, provided fresh, certain
-- evidence alone says so.
-- Clause: 《社会救助暂行办法》第十三条：低保家庭人口状况发生变化的，应当及时决定增发、减发或者停发 (docs/rules.md#s01)
SELECT
    d.scenario,
    d.household_no,
    h.programme,
    count(*)::INTEGER AS value,
    NULL AS limit_value,
    '人' AS unit,
    CASE
        WHEN any_value(z.covered) = 0 THEN 'exit'
        WHEN any_value(c.covered) = 0 THEN 'review'
        ELSE 'adjust'
    END AS effect,
    arg_min(d.person_no, (d.died_on IS NULL, d.died_on, d.person_no)) AS person_no,
    flatten(list(d.evidence_ids ORDER BY d.died_on NULLS LAST, d.person_no)) AS evidence_ids,
    string_agg(p.name || CASE
        WHEN d.died_on IS NULL THEN '死亡（日期不详）'
        ELSE '于 ' || strftime(d.died_on, '%Y-%m-%d') || ' 死亡'
    END, '；'
    ORDER BY d.died_on NULLS LAST, d.person_no)
    || format('；在世保障对象 {} 人', any_value(z.covered)) AS explanation
FROM dead d
JOIN households h USING (household_no)
JOIN people p ON p.person_no = d.person_no
JOIN sizes z ON z.scenario = d.scenario AND z.household_no = d.household_no
JOIN sizes c ON c.scenario = 'certain' AND c.household_no = d.household_no
GROUP BY d.scenario, d.household_no, h.programme
