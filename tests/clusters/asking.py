"""An enquiry at a cluster, and the ways to it in the admin."""

from django.urls import reverse

SECRET = "Zitronenfalter"


def change(thread):
    return reverse("admin:clusters_enquirythread_change", args=[thread.pk])


def step(client, thread, name, **data):
    address = reverse("admin:clusters_enquirythread_step", args=[thread.pk, name])
    return client.post(address, {f"{name}-{field}": v for field, v in data.items()})
