-- plan_items: one row per subject (roster household or lead) and aid item whose conditions all hold (section 7, 一户一策).
-- Due 3 days after a serious illness or high medical expense first appeared, if the item asks for either; else with the township's review.
CREATE OR REPLACE TABLE plan_items AS
WITH subjects AS (
    SELECT h.household_id, NULL AS lead_id, h.household_id AS subject, true AS is_household, h.programme, x.colour, x.signals,
           map {'medical_out_of_pocket': t.medical_out_of_pocket, 'education_fees': t.education_fees, 'income_assessed': t.assessed, 'financial_assets': t.financial_assets} AS totals
    FROM households h JOIN totals t ON t.scenario = 'certain' AND t.household_no = h.household_no JOIN hardship x ON x.household_no = h.household_no
    WHERE h.register = 'roster' AND t.size > 0
    UNION ALL
    SELECT NULL, lead_id, lead_id, false, NULL, colour, signals, NULL FROM lead_list
), kinds AS (  -- subjects alike in what conditions ask, amounts aside: a few hundred, however many the subjects
    SELECT row_number() OVER () AS kind_no, * FROM (SELECT DISTINCT is_household, programme, colour, signals FROM subjects)
), sorted AS (
    SELECT s.*, k.kind_no FROM subjects s
    JOIN kinds k ON k.is_household = s.is_household AND k.programme IS NOT DISTINCT FROM s.programme AND k.colour = s.colour AND k.signals = s.signals
), fitting AS (
    SELECT k.*, i.item_id
    FROM kinds k JOIN catalogue_items i ON CASE WHEN k.is_household THEN i.for_households ELSE i.for_leads END
    WHERE (i.any_signals = 0 OR EXISTS (FROM catalogue_signals c WHERE c.item_id = i.item_id AND c.mode = 'any' AND list_contains(k.signals, c.signal)))
      AND NOT EXISTS (FROM catalogue_signals c WHERE c.item_id = i.item_id AND c.mode = 'all' AND NOT list_contains(k.signals, c.signal))
      AND (i.programmes = 0 OR NOT k.is_household OR EXISTS (FROM catalogue_programmes c WHERE c.item_id = i.item_id AND c.programme = k.programme))
      AND (i.colours = 0 OR EXISTS (FROM catalogue_colours c WHERE c.item_id = i.item_id AND c.colour = k.colour))
), reasons AS (
    SELECT f.item_id, f.kind_no, string_agg(DISTINCT g.title, '、' ORDER BY g.title) AS reason,
           coalesce(bool_or(c.signal IN ('serious_illness', 'high_medical_expense')), false) AS is_medical
    FROM fitting f LEFT JOIN catalogue_signals c ON c.item_id = f.item_id AND list_contains(f.signals, c.signal) LEFT JOIN signals g ON g.signal = c.signal
    GROUP BY f.item_id, f.kind_no
), earlier AS (
    SELECT subject, signal, min(first_on) AS first_on FROM store.core.signal_log
    WHERE batch_number < batch_number() AND signal IN ('serious_illness', 'high_medical_expense') GROUP BY subject, signal
), planned AS (
    SELECT s.subject, r.item_id, least(coalesce(min(l.first_on), as_of()), CASE WHEN count(*) > count(l.first_on) THEN as_of() END) AS plan_from
    FROM sorted s JOIN reasons r USING (kind_no)
    JOIN catalogue_signals c ON c.item_id = r.item_id AND c.signal IN ('serious_illness', 'high_medical_expense') AND list_contains(s.signals, c.signal)
    LEFT JOIN earlier l ON l.subject = s.subject AND l.signal = c.signal
    WHERE r.is_medical
    GROUP BY s.subject, r.item_id
), lacking AS (
    SELECT DISTINCT s.subject, c.item_id FROM subjects s JOIN catalogue_minimums c ON coalesce(s.totals[c.total], 0) < c.minimum
)
SELECT s.household_id, s.lead_id, r.item_id, r.reason,
       CASE WHEN d.plan_from IS NOT NULL THEN d.plan_from + p('plan.days')::INTEGER ELSE review_due_on() END AS due_on
FROM sorted s JOIN reasons r USING (kind_no)
LEFT JOIN planned d ON d.subject = s.subject AND d.item_id = r.item_id
ANTI JOIN lacking k ON k.subject = s.subject AND k.item_id = r.item_id;
