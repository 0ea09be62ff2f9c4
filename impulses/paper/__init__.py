"""Entering the paper: wordings and pages as printed, out of a table or a Markdown text.

`reading` a file to rows · `planning` rows and impulses to the changes they would make ·
`impulses.reviews.wording` makes them
"""
