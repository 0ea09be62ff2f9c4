"""The impulses of a filter as a document: PDF, Word, Excel and CSV.

`content` what it says, as plain values · `internal` what an internal copy says besides ·
`asked` the filter in words · `sections` an impulse as headings and lines, for PDF and
Word · `columns` an impulse as a row, for Excel and CSV · `pdf`, `docx`, `xlsx`, `csv` ·
`files` which of them there are
"""
