"""What townships answered: workbooks read, rows judged, and what the answers make of cases, leads and applications."""

from transforms.feedback.shown import close_answered, show

__all__ = ["close_answered", "show"]
