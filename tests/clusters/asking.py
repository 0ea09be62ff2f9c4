"""An enquiry at a cluster, and the ways to it in the admin."""

from bs4 import BeautifulSoup
from django.urls import reverse

SECRET = "Zitronenfalter"


def page_of(response):
    return BeautifulSoup(response.content, "html.parser")


def change(thread):
    return reverse("admin:clusters_enquirythread_change", args=[thread.pk])


def step(client, thread, name, **data):
    address = reverse("admin:clusters_enquirythread_step", args=[thread.pk, name])
    return client.post(address, {f"{name}-{field}": v for field, v in data.items()})
