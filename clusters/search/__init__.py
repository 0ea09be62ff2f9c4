"""Finding clusters and impulses by a need: understanding, ranking, reasons.

`analysis` text to terms · `dictionary` correct and everyday words · `vocabulary` and
`forms` the words the index knows · `index` rows to postings · `concepts` what a word can
mean · `understanding` and `places` a need · `ranking` the order and its contributions ·
`answer` the verdict · `reasons` the contributions in sentences.
"""

from clusters.search.documents import corpus
from clusters.search.ranking import rank
from clusters.search.understanding import understand

__all__ = ["corpus", "rank", "understand"]
