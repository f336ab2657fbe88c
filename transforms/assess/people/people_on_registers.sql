-- people_on_registers: one row per person on a roster or in an application, at T1 to T4: nobody of these becomes a lead
-- (docs/rules.md#leads).
CREATE OR REPLACE TABLE steps.people_on_registers AS
SELECT DISTINCT l.person_no FROM known_links l SEMI JOIN delivered_members USING (known_no) WHERE l.tier <> 'conflict';
