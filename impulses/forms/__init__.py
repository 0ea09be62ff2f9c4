"""The forms of the impulses: one module a subject."""
