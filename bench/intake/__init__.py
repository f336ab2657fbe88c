"""What taking files in costs, against plainly reading the same files with polars into
strings: `python -m bench.intake`."""
