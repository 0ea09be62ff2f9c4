"""Every change with a rule behind it, as functions with `by=`: one module a subject."""
