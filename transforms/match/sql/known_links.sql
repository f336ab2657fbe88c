-- known_links: one row per known row.
INSERT INTO known_links BY NAME
SELECT known_no, pid AS person_no, tier FROM known_tiers;
