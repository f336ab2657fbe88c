"""Whether a workbook can be opened without harm, for whoever opens files that others made.

A parser holds the rectangle that a sheet's cells span, and a copy of a text for every cell that shows it: a few
kilobytes can ask for terabytes, and a parser that gets no memory ends the process. So what an ordinary spreadsheet
program wrote is measured (`extent`), and anything else is first opened in a process of its own that may die (`trial`).
"""

from transforms.safety.extent import CELLS_LIMIT, COLUMNS_LIMIT, Extent, measured
from transforms.safety.trial import Trial, tried

__all__ = ["CELLS_LIMIT", "COLUMNS_LIMIT", "Extent", "Trial", "measured", "tried"]
