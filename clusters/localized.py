"""Fields in two languages: `name_de` and `name_en`, read as `name`."""

from django.utils.translation import get_language


def localized(field: str) -> property:
    """Property that gives the active language's text, else the other one's."""

    def value(instance) -> str:
        german = getattr(instance, f"{field}_de")
        english = getattr(instance, f"{field}_en")
        return (english or german) if get_language() == "en" else (german or english)

    return property(value)


def text_language(instance, field: str) -> str:
    """Language code of the text that `localized(field)` shows: "de" or "en"."""
    wanted = "en" if get_language() == "en" else "de"
    other = "de" if wanted == "en" else "en"
    return wanted if getattr(instance, f"{field}_{wanted}") else other
