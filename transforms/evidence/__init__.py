"""From deliveries to evidence: what is in force, what each row proves, whom it names."""

from transforms.evidence.contract import refuse_misfits
from transforms.evidence.gather import gather

__all__ = ["gather", "refuse_misfits"]
