"""Who may do what with the impulses, in words."""

import rules
from django.utils import timezone

from clusters.rules import is_coordinator, is_office, is_reviewer, manages_cluster

may_edit_wording = is_office | is_coordinator
may_review = is_reviewer | is_coordinator
may_read_records = may_edit_wording | is_reviewer


@rules.predicate
def is_assigned(user, impulse):
    """Assigned, or deputy today of somebody who is and has not said anything yet.

    Whoever is in a conflict of interest cannot hand the matter on. Without an impulse
    the question is: may this account be assigned one at all?
    """
    if impulse is None:
        return True
    return impulse.assignments.to_assess(user, timezone.localdate()).exists()


@rules.predicate
def has_assessed(user, impulse):
    """Has saved an own assessment that does not say "conflict of interest"."""
    if impulse is None:
        return False
    own = impulse.assessments.current().of(user)
    return own.exclude(kind="conflict").exists()


rules.add_perm("impulses", may_read_records)
for model in ("impulse", "impulsesource", "addressee"):
    rules.add_perm(f"impulses.view_{model}", may_read_records)
    rules.add_perm(f"impulses.add_{model}", may_edit_wording)
    rules.add_perm(f"impulses.change_{model}", may_edit_wording)
rules.add_perm("impulses.delete_impulsesource", may_edit_wording)
rules.add_perm("impulses.delete_addressee", may_edit_wording)
# what was public is never deleted
rules.add_perm("impulses.delete_impulse", rules.always_deny)

# the work area /pruefung/
rules.add_perm("impulses.review", may_review)
# assign, set due dates, prepare answers, keep criteria, units, parts and links
rules.add_perm("impulses.coordinate", is_coordinator)
# by impulse: save an own assessment
rules.add_perm("impulses.assess", is_coordinator | (is_reviewer & is_assigned))
# by impulse: read notes, others' assessments and the internal timeline
rules.add_perm("impulses.read_internal", is_coordinator | (is_reviewer & has_assessed))
# four eyes: whether it is another one than the author is asked by `reviews.answers`
rules.add_perm("impulses.publish_answer", is_coordinator)
rules.add_perm("impulses.take_internal_brief", is_coordinator)
rules.add_perm("impulses.import_paper", may_edit_wording)
# by cluster: state its position on an impulse
rules.add_perm("impulses.state_voice", manages_cluster)
