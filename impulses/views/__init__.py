"""The public pages of the impulses, and the pages of the ministry's work area."""
