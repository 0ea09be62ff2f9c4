"""What one takes away of an entry besides the vCard: a page to print, a sheet."""
