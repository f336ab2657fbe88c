"""Jurisdictions as data: one folder each, see README.md."""
