"""A profile as schema.org data for search engines: the same facts as the page."""

from __future__ import annotations

from typing import Any


def organization(cluster, url: str) -> dict[str, Any]:
    """schema.org Organization (https://schema.org/Organization) of an entry."""
    facts = {
        "@context": "https://schema.org",
        "@type": "Organization",
        "@id": url,
        "url": cluster.website or url,
        "name": cluster.name,
        "alternateName": cluster.short_name,
        "description": cluster.summary or cluster.description,
        "foundingDate": str(cluster.founding_year or ""),
        "knowsAbout": [topic.label for topic in cluster.topics.all()],
        "areaServed": {"@type": "State", "name": "Nordrhein-Westfalen"},
        "location": [_place(location) for location in cluster.locations.all()],
        "makesOffer": [_offer(offer) for offer in cluster.offers.all()],
        "contactPoint": [
            _contact(contact)
            for contact in cluster.contacts.all()
            if contact.is_public and contact.is_reachable
        ],
    }
    return {key: value for key, value in facts.items() if value}


def _place(location) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "addressLocality": location.place.name,
        "addressRegion": "Nordrhein-Westfalen",
        "addressCountry": "DE",
    }
    if location.is_address_public and location.street:
        address |= {
            "streetAddress": location.street,
            "postalCode": location.postcode,
        }
    return {"@type": "Place", "address": address}


def _offer(offer) -> dict[str, Any]:
    service = {"@type": "Service", "name": offer.service_type.name}
    return {"@type": "Offer", "itemOffered": service}


def _contact(contact) -> dict[str, Any]:
    facts = {
        "@type": "ContactPoint",
        "contactType": contact.role,
        "email": contact.email,
        "telephone": contact.phone,
    }
    return {key: value for key, value in facts.items() if value}
