"""Who may do what with the impulses, in words."""

import rules

from clusters.rules import is_coordinator, is_office, is_reviewer

may_edit_wording = is_office | is_coordinator
may_read_records = may_edit_wording | is_reviewer

rules.add_perm("impulses", may_read_records)
for model in ("impulse", "impulsesource", "addressee"):
    rules.add_perm(f"impulses.view_{model}", may_read_records)
    rules.add_perm(f"impulses.add_{model}", may_edit_wording)
    rules.add_perm(f"impulses.change_{model}", may_edit_wording)
rules.add_perm("impulses.delete_impulsesource", may_edit_wording)
rules.add_perm("impulses.delete_addressee", may_edit_wording)
# what was public is never deleted
rules.add_perm("impulses.delete_impulse", rules.always_deny)
