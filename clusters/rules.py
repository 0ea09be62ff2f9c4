"""Who may do what in the directory, in words."""

import rules

from clusters.roles import COORDINATORS, MANAGEMENT, OFFICE, REVIEWERS

is_office = rules.is_group_member(OFFICE) | rules.is_superuser
is_reviewer = rules.is_group_member(REVIEWERS)
is_coordinator = rules.is_group_member(COORDINATORS) | rules.is_superuser

# who can publish, decide or make accounts: a password alone is not enough
needs_second_factor = is_office | is_reviewer | is_coordinator


def managed_by(user) -> frozenset[int]:
    """Primary keys of the clusters that an account manages; asked once a request,
    as each request has its own object of the account."""
    if not hasattr(user, "_managed_keys"):
        keys = user.managed_clusters.values_list("pk", flat=True)
        user._managed_keys = frozenset(keys)
    return user._managed_keys


def role_at(user, cluster) -> str:
    """The role in which an account does something with an entry, as the public reads."""
    return MANAGEMENT if cluster.pk in managed_by(user) else OFFICE


@rules.predicate
def manages_cluster(user, cluster):
    """Without an object the question is: does this account manage any cluster?"""
    if not user.is_authenticated:
        return False
    if cluster is None:
        return bool(managed_by(user))
    return cluster.pk in managed_by(user)


@rules.predicate
def manages_cluster_of(user, part):
    """For a part of an entry: a contact, a location, an offer."""
    return manages_cluster(user, part.cluster if part is not None else None)


may_edit_entry = is_office | manages_cluster
may_edit_part = is_office | manages_cluster_of

rules.add_perm("clusters", may_edit_entry)
rules.add_perm("clusters.view_cluster", may_edit_entry)
rules.add_perm("clusters.change_cluster", may_edit_entry)
rules.add_perm("clusters.confirm_cluster", may_edit_entry)
rules.add_perm("clusters.add_cluster", is_office)
rules.add_perm("clusters.publish_cluster", is_office)
# what was public is never deleted: it is archived
rules.add_perm("clusters.delete_cluster", rules.always_deny)

# the office keeps the entries, but what firms write is for the cluster alone
rules.add_perm("clusters.read_enquiries", manages_cluster)
rules.add_perm("clusters.change_enquirythread", manages_cluster_of)
# the office is led to the numbers; no row of the inbox is ever among its own
rules.add_perm("clusters.view_enquirythread", manages_cluster_of | is_office)
rules.add_perm("clusters.oversee_enquiries", is_office)
rules.add_perm("clusters.decide_proposal", may_edit_entry)
# what somebody proposed is decided on, never edited or deleted
rules.add_perm("clusters.view_proposal", may_edit_part)
rules.add_perm("clusters.invite_manager", may_edit_entry)
rules.add_perm("clusters.import_cluster", is_office)
rules.add_perm("clusters.export_cluster", is_office)
rules.add_perm("clusters.mute_link", may_edit_entry)
rules.add_perm("clusters.read_mail_queue", is_office)
rules.add_perm("clusters.read_audit_log", is_office)
rules.add_perm("clusters.view_feedback", is_office)
rules.add_perm("clusters.change_feedback", is_office)

PARTS = ["contact", "location", "serviceoffer", "clusterdriver", "source"]
for part in PARTS:
    for action in ("view", "add", "change", "delete"):
        rules.add_perm(f"clusters.{action}_{part}", may_edit_part)

VOCABULARIES = [
    "driver",
    "servicetype",
    "innovationfield",
    "region",
    "topic",
    "place",
    "page",
    "supportbody",
    "outsidesubject",
]
# what lies outside the clusters' work is nothing to choose from
OUTSIDE = {"supportbody", "outsidesubject"}
# the addresses of the pages are a part of the program
FIXED = {("page", "add"), ("page", "delete")}
for vocabulary in VOCABULARIES:
    # managers choose from most vocabularies, so they may look them up
    may_look = is_office if vocabulary in OUTSIDE else may_edit_entry
    rules.add_perm(f"clusters.view_{vocabulary}", may_look)
    for action in ("add", "change", "delete"):
        may = rules.always_deny if (vocabulary, action) in FIXED else is_office
        rules.add_perm(f"clusters.{action}_{vocabulary}", may)
