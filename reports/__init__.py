"""The files that people get from a batch, one folder a report; everything is read from the masked mart tables."""

from reports.files import write
from reports.texts import Texts, Workload

__all__ = ["Texts", "Workload", "write"]
