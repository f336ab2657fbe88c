"""Benchmarks: measured on seeded made-up data, never part of the product."""
