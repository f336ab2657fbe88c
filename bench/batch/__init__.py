"""A whole batch, measured: a county, its next week, a prefecture, against merely reading the same files:
`python -m bench.batch` (`make bench`)."""
