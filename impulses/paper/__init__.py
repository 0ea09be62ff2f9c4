"""Entering the paper: wordings and pages as printed, out of a table or a Markdown text.

`reading` a file to rows · `planning` rows and impulses to the changes they would make ·
`impulses.reviews.wording` makes them
"""

from datetime import date

# the month in which the alliance handed it over, all impulses at once; nobody has
# recorded the day
HANDED_OVER = date(2025, 4, 1)
