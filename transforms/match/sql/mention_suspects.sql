-- mention_suspects: one row per ID text and name of a mention that may stand for another ID, added to suspects.
INSERT INTO suspects BY NAME
SELECT DISTINCT text, name, key FROM mention_ids WHERE text <> '' AND (key IS NULL OR ends_with(text, '000'));
