"""What is done between two batches: papers, answers, judgements, trials. Reads what was
published, writes what is remembered."""
