"""The files that people get from a batch, one folder a report; everything is read from the masked mart tables."""

from reports.shared.files import write
from reports.shared.texts import Texts, Workload

__all__ = ["Texts", "Workload", "write"]
