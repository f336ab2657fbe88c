"""Who saw what, how long it is kept, and who may read it: audit, retention, passwords, unmasked IDs."""
