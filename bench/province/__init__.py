"""A province in partitions, each a county decided from Parquet by `flows.batch.partition`:
`python -m bench.province` (`make bench-province`)."""
