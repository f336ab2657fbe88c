-- Schema core of core.duckdb: what was delivered, and what stands between batches. All values clear.

-- Grain: one row per file of a batch's inbox. observed_on = the intake's, else the modification date.
CREATE TABLE IF NOT EXISTS core.files (
    batch_id VARCHAR,
    batch_number INTEGER,
    file VARCHAR,
    content_id VARCHAR,
    sha256 VARCHAR,
    bytes BIGINT,
    modified_at TIMESTAMP,
    department VARCHAR,
    dataset VARCHAR,
    disposition VARCHAR,
    observed_on DATE,
    rows_read BIGINT,
    rows_accepted BIGINT,
    rows_quarantined BIGINT
);

-- Grain: one row per file that a batch in progress replaced; put back when that batch never finished.
CREATE TABLE IF NOT EXISTS core.files_before AS SELECT * FROM core.files LIMIT 0;

-- Grain: one row per file and problem that only its batch can tell (a delivery below its minimum).
CREATE TABLE IF NOT EXISTS core.file_issues (
    batch_id VARCHAR, file VARCHAR, code VARCHAR, severity VARCHAR, message VARCHAR, fix VARCHAR
);

-- Grain: one row per content ever read (content_id = sha256 of file name, bytes, reader and corrections).
CREATE TABLE IF NOT EXISTS core.contents (
    content_id VARCHAR PRIMARY KEY,
    sha256 VARCHAR,
    name VARCHAR,
    department VARCHAR,
    dataset VARCHAR,
    disposition VARCHAR,
    observed_on DATE,
    rows_read BIGINT,
    rows_accepted BIGINT,
    rows_quarantined BIGINT
);

-- Grain: one row per problem found while a content was read.
CREATE TABLE IF NOT EXISTS core.content_issues (
    content_id VARCHAR,
    sheet VARCHAR,
    "row" BIGINT,
    column_name VARCHAR,
    value_masked VARCHAR,
    code VARCHAR,
    severity VARCHAR,
    message VARCHAR,
    fix VARCHAR
);

-- Grain: one row per batch that was decided. status = publishing between the decision and the last rename.
CREATE TABLE IF NOT EXISTS core.batches (
    batch_id VARCHAR PRIMARY KEY,
    number INTEGER,
    kind VARCHAR,
    as_of DATE,
    jurisdiction VARCHAR,
    policy_version VARCHAR,
    inputs_sha256 VARCHAR,
    started_at TIMESTAMP,
    finished_at TIMESTAMP,
    status VARCHAR
);

-- Grain: one row per batch in progress: none, or one.
CREATE TABLE IF NOT EXISTS core.running (batch_id VARCHAR);

-- Grain: one row per table of an accepted content: its sheet and its header.
CREATE TABLE IF NOT EXISTS raw.tables (content_id VARCHAR, sheet VARCHAR, header VARCHAR[]);

-- Grain: one row per piece of an accepted content: its bytes as delivered, in order, compressed (zstd).
CREATE TABLE IF NOT EXISTS raw.contents (content_id VARCHAR, piece INTEGER, bytes BLOB);
