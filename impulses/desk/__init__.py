"""What the pages of the work area show, as plain values: one module a panel."""
