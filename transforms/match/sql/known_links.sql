-- known_links: one row per known row.
INSERT INTO known_links BY NAME
SELECT t.known_no, n.person_no, t.tier FROM known_tiers t JOIN numbered n ON n.pid = t.pid;
