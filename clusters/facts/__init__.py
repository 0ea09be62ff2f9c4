"""An entry as single facts."""
