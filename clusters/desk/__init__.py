"""What waits for somebody: of an entry, of an account, of the office."""
