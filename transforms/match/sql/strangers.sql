-- strangers: one row per valid ID of evidence that no known person bears; its most frequent name (ties: the smallest).
CREATE OR REPLACE TEMP TABLE strangers AS
SELECT key, name
FROM (SELECT key, name, count(*) AS times FROM stranger_mentions GROUP BY key, name)
QUALIFY row_number() OVER (PARTITION BY key ORDER BY name = '', times DESC, name) = 1;
