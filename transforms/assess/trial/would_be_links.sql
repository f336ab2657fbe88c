-- Adds to known_links: the same persons behind the added member rows.
INSERT INTO known_links
SELECT m.known_no, l.person_no, l.tier
FROM delivered_members m
JOIN known_links l ON l.known_no = m.known_no - 1000000000000
WHERE m.known_no > 1000000000000
