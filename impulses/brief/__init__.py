"""The impulses of a filter as a document: PDF, Word, Excel and CSV.

`content` what it says, as plain values · `internal` what an internal copy says besides ·
`asked` the filter in words · `clusters` what clusters say and can do · `sections`,
`internal_sections` an impulse as headings and lines, for PDF and Word, made of `shapes` ·
`columns` an impulse as a row, for Excel and CSV · `pdf`, `docx`, `xlsx`, `csv` · `files`
which of them there are
"""
