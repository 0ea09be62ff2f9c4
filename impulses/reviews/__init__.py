"""Every change of an impulse's state: named functions with `by=`, one module a subject.

Each runs in one transaction: it locks the impulse, refuses what is not allowed, writes
the change with its entries of the timeline, and lets mails go when all that is through.
"""
