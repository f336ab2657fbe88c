"""The work between people: schedules, a machine's own Prefect, deliveries watched as they arrive."""
