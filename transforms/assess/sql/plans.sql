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
), appeared AS (
    SELECT s.subject, g.signal, coalesce(min(l.first_on), as_of()) AS first_on
    FROM subjects s JOIN (SELECT subject, unnest(signals) AS signal FROM subjects) g USING (subject)
    LEFT JOIN store.core.signal_log l ON l.subject = s.subject AND l.signal = g.signal AND l.batch_number < batch_number()
    GROUP BY s.subject, g.signal
), fitting AS (
    SELECT s.*, i.*
    FROM subjects s JOIN catalogue_items i ON (s.is_household AND i.for_households) OR (NOT s.is_household AND i.for_leads)
    WHERE (i.any_signals = 0 OR EXISTS (FROM catalogue_signals c WHERE c.item_id = i.item_id AND c.mode = 'any' AND list_contains(s.signals, c.signal)))
      AND NOT EXISTS (FROM catalogue_signals c WHERE c.item_id = i.item_id AND c.mode = 'all' AND NOT list_contains(s.signals, c.signal))
      AND (i.programmes = 0 OR NOT s.is_household OR EXISTS (FROM catalogue_programmes c WHERE c.item_id = i.item_id AND c.programme = s.programme))
      AND (i.colours = 0 OR EXISTS (FROM catalogue_colours c WHERE c.item_id = i.item_id AND c.colour = s.colour))
      AND NOT EXISTS (FROM catalogue_minimums c WHERE c.item_id = i.item_id AND coalesce(s.totals[c.total], 0) < c.minimum)
), dated AS (
    SELECT f.item_id, f.subject, min(a.first_on) FILTER (WHERE a.signal IN ('serious_illness', 'high_medical_expense')) AS plan_from,
           string_agg(DISTINCT g.title, '、' ORDER BY g.title) AS reason
    FROM fitting f LEFT JOIN catalogue_signals c ON c.item_id = f.item_id AND list_contains(f.signals, c.signal)
    LEFT JOIN appeared a ON a.subject = f.subject AND a.signal = c.signal LEFT JOIN signals g ON g.signal = a.signal
    GROUP BY f.item_id, f.subject
)
SELECT f.household_id, f.lead_id, f.department, f.item, coalesce(d.reason, f.conditions) AS reason, f.basis, f.papers,
       CASE WHEN d.plan_from IS NOT NULL THEN d.plan_from + p('plan.days')::INTEGER ELSE review_due_on() END AS due_on
FROM fitting f JOIN dated d USING (item_id, subject);
