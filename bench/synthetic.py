"""Clusters that do not exist, made of the directory's own vocabulary."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

from clusterallianz.text import german_slug, sort_key
from clusters.models import (
    Cluster,
    ClusterDriver,
    Driver,
    InnovationField,
    Location,
    Place,
    Region,
    ServiceOffer,
    ServiceType,
    TaggedCluster,
    Topic,
)

SEED = 20250408
SOURCE = "https://example.org/synthetic"
BATCH = 500
SENTENCES = (
    "{0} und {1} sind der Schwerpunkt.",
    "Betriebe aus {place} arbeiten an {0}, {1} und {2}.",
    "Ein Arbeitskreis befasst sich mit {0}.",
    "Für {0} gibt es Beratung und Werkstätten, für {1} eine Messe im Jahr.",
    "Mitglieder stellen {0} her oder prüfen {1}.",
)


class Generator:
    """Makes clearly synthetic clusters, the same ones for the same seed."""

    def __init__(self, seed: int = SEED) -> None:
        self.chance = random.Random(seed)
        self.drivers = list(Driver.objects.all())
        self.services = list(ServiceType.objects.all())
        self.fields = list(InnovationField.objects.all())
        self.regions = list(Region.objects.all())
        self.topics = list(Topic.objects.all())
        self.places = list(Place.objects.order_by("-population")[:2000])
        self.words = sorted(vocabulary_words([*self.topics, *self.services]))
        self.made = 0

    def make(self, number: int) -> list[int]:
        """Add so many clusters without indexing them; returns their primary keys."""
        keys = []
        for start in range(0, number, BATCH):
            keys += self._make_batch(min(BATCH, number - start))
        return keys

    def _make_batch(self, number: int) -> list[int]:
        clusters = Cluster.objects.bulk_create(self._cluster() for _ in range(number))
        Location.objects.bulk_create(self._location(cluster) for cluster in clusters)
        ServiceOffer.objects.bulk_create(
            ServiceOffer(cluster=cluster, service_type=term, source_url=SOURCE)
            for cluster in clusters
            for term in self._some(self.services, 1, 5)
        )
        ClusterDriver.objects.bulk_create(
            ClusterDriver(cluster=cluster, driver=term, source_url=SOURCE)
            for cluster in clusters
            for term in self._some(self.drivers, 1, 3)
        )
        TaggedCluster.objects.bulk_create(
            TaggedCluster(content_object=cluster, tag=topic)
            for cluster in clusters
            for topic in self._some(self.topics, 1, 4)
        )
        return [cluster.pk for cluster in clusters]

    def _cluster(self) -> Cluster:
        self.made += 1
        place = self.chance.choice(self.places)
        name = f"{self._word()} {place.name} (synthetisch {self.made})"
        day = date(2026, 1, 1) + timedelta(days=self.chance.randrange(300))
        return Cluster(
            slug=f"synthetisch-{self.made}-{german_slug(place.name)}"[:80],
            state=Cluster.State.PUBLISHED,
            name=name[:150],
            short_name=name[:60],
            sort_key=sort_key(name[:60]),
            summary_de=self._sentence(place)[:220],
            description_de=" ".join(self._sentence(place) for _ in range(4)),
            search_keywords="\n".join(self._word() for _ in range(40)),
            innovation_field=self.chance.choice(self.fields),
            confirmed_on=day,
            confirmed_by="synthetisch",
            confirmed_sections=5,
        )

    def _location(self, cluster: Cluster) -> Location:
        return Location(
            cluster=cluster,
            is_seat=True,
            place=self.chance.choice(self.places),
            region=self.chance.choice(self.regions),
            source_url=SOURCE,
        )

    def _sentence(self, place: Place) -> str:
        words = [self._word() for _ in range(3)]
        return self.chance.choice(SENTENCES).format(*words, place=place.name)

    def _word(self) -> str:
        """Few words are common and many are rare; some are new compounds of two."""
        word = self._zipf()
        if word.isalpha() and self.chance.random() < 0.1:
            return word + self._zipf().split()[-1].lower()
        return word

    def _zipf(self) -> str:
        place = int(len(self.words) ** self.chance.random()) - 1
        return self.words[place]

    def _some(self, items: list, fewest: int, most: int) -> list:
        return self.chance.sample(items, self.chance.randint(fewest, most))


def vocabulary_words(terms: list) -> Iterator[str]:
    """The synonyms of these terms that are short enough for a sentence."""
    for term in terms:
        for line in term.synonyms.splitlines():
            if 3 < len(line) < 40:
                yield line.strip()
