"""What the admin site leaves out."""

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType

from clusters.models import Cluster
from tests.factories import (
    ClusterFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)


@pytest.mark.parametrize("factory", [UserFactory, ReviewerFactory, OfficeFactory])
def test_no_redirect_tells_the_address_of_a_draft(client, db, factory):
    draft = ClusterFactory(state=Cluster.State.DRAFT)
    client.force_login(factory())
    kind = ContentType.objects.get_for_model(Cluster)
    assert client.get(f"/admin/r/{kind.pk}/{draft.pk}/").status_code == 404


def test_admin_of_a_model_with_an_address_names_it_itself():
    """Django would use the redirect that this site does not have."""
    options = [*admin.site._registry.values()]
    for model_admin in admin.site._registry.values():
        options += [i(model_admin.model, admin.site) for i in model_admin.inlines]
    unnamed = [
        str(option)
        for option in options
        if hasattr(option.model, "get_absolute_url")
        and not callable(option.view_on_site)
    ]
    assert unnamed == []
