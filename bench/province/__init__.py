"""A province in partitions, each a county decided from Parquet by `flows.partition`: `python -m bench.province` (`make bench-province`)."""
