"""Forms of the impulses' pages: one module a subject."""
