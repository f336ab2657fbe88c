-- in_force: one row per content, file and sender of the dataset that counts for the batch.
-- A snapshot's newest delivery replaces the older ones of its sender. Events add up; the same content counts once.
-- A file without rows has no sender column: its sender is the one that its name contains, else the department.
CREATE OR REPLACE TEMP TABLE in_force AS
WITH accepted AS (
    SELECT
        f.batch_id,
        f.batch_number,
        f.content_id,
        f.file,
        f.observed_on,
        coalesce(f.sha256, f.content_id) AS bytes
    FROM store.core.files AS f
    WHERE f.dataset = $dataset AND f.disposition = 'accepted' AND f.batch_number <= $batch_number
),

senders AS (
    SELECT DISTINCT c.content_id, ${sender} AS sender
    FROM ${clean} AS c SEMI JOIN accepted USING (content_id)
    WHERE $has_senders
),

senders_in_file_names AS (
    SELECT a.content_id, a.file, max(s.sender) AS sender
    FROM accepted AS a
    JOIN (SELECT DISTINCT sender FROM senders WHERE sender <> '') AS s ON contains(a.file, s.sender)
    GROUP BY a.content_id, a.file
),

delivered AS (
    SELECT a.*, coalesce(s.sender, n.sender, '') AS sender
    FROM accepted AS a
    LEFT JOIN senders AS s USING (content_id)
    LEFT JOIN senders_in_file_names AS n ON n.content_id = a.content_id AND n.file = a.file
),

dated AS (
    SELECT
        *,
        max(observed_on) OVER (PARTITION BY sender, batch_number) AS delivery_on,
        max(batch_number) OVER (PARTITION BY sender, bytes) AS newest_batch_of_content
    FROM delivered
),

ranked AS (
    SELECT *, dense_rank() OVER (PARTITION BY sender ORDER BY delivery_on DESC, batch_number DESC) AS age
    FROM dated
)

SELECT batch_id, batch_number, content_id, file, observed_on, sender, delivery_on, age
FROM ranked
WHERE CASE WHEN $is_snapshot THEN age = 1 ELSE batch_number = newest_batch_of_content END
