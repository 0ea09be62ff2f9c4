"""The groups of accounts; `manage.py make_roles` creates them and may be repeated."""

# no group: managers are named at their cluster
MANAGEMENT = "Clustermanagement"
OFFICE = "Geschäftsstelle"
REVIEWERS = "Prüfung"
COORDINATORS = "Koordination"

# Django permissions beside the rules: accounts belong to the office alone.
GROUP_PERMISSIONS: dict[str, list[str]] = {
    OFFICE: [
        "auth.view_user",
        "auth.add_user",
        "auth.change_user",
        "auth.view_group",
    ],
    REVIEWERS: [],
    COORDINATORS: [],
}
