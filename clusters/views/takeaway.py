"""Files to take away of a profile."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from clusters.actions.counting import count
from clusters.exports import vcards
from clusters.models import Cluster, DailyCount


def vcard(request, slug):
    """The public contacts as vCard 4.0."""
    published = Cluster.objects.published().for_list()
    cluster = get_object_or_404(published, slug=slug)
    url = request.build_absolute_uri(cluster.get_absolute_url())
    count(cluster, DailyCount.Kind.CARD, request)
    cards = vcards(cluster, cluster.contacts.public(), url)
    response = HttpResponse(cards, content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{cluster.slug}.vcf"'
    return response
