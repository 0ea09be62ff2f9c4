"""Forms of the work area and of the public pages of the impulses."""
