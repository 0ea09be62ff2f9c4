"""Why a change of an impulse is refused; each says it in the active language."""

from django.utils.translation import gettext as _


class ReviewError(Exception):
    """Nothing was changed. Its text is for whoever tried."""


class NotAllowedError(ReviewError):
    """This account may not do that: an answer with status 403."""

    def __init__(self, message: str = ""):
        super().__init__(message or _("Your account may not do this."))


class StepError(ReviewError):
    """Not in this state: an answer with status 409."""


class ConflictError(ReviewError):
    """Somebody else was quicker: an answer with status 409 that shows both versions."""

    def __init__(self, message: str = ""):
        super().__init__(
            message
            or _("Somebody else has changed this in the meantime. Nothing was saved.")
        )


class FourEyesError(NotAllowedError):
    """The author of an answer tried to release it."""

    def __init__(self):
        super().__init__(
            _("You have written this answer: another person must publish it.")
        )
