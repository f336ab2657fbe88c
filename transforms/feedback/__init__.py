"""What townships answered: workbooks read, rows judged, and what the answers make of cases, leads and applications."""

from transforms.feedback.books import BYTES_LIMIT, TOO_LARGE, AnsweredRow, Returned, Unreadable, read_book
from transforms.feedback.judge import Judged, Known, KnownBatch, SentBack, judge
from transforms.feedback.shown import close_answered, show

__all__ = [
    "BYTES_LIMIT",
    "TOO_LARGE",
    "AnsweredRow",
    "Judged",
    "Known",
    "KnownBatch",
    "Returned",
    "SentBack",
    "Unreadable",
    "close_answered",
    "judge",
    "read_book",
    "show",
]
