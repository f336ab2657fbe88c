"""One batch from the inbox to the lists, as a Prefect flow. Begin at verify.py."""
