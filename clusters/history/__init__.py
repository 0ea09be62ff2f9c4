"""Earlier versions of an entry, and what changed between them."""
