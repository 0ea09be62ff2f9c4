"""A form that a function of `impulses.reviews` saves, or that comes back refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from impulses.desk.conflict import Maker, renewed
from impulses.reviews.errors import ConflictError, StepError


class Attempt:
    """`context`: the form, and after a conflict what differs; `status`: of its page.

    `save` answers False if what was sent changes nothing.

    409 for a step that there is not, or if somebody else was quicker: then the form
    stands beside what is stored, and sending it again replaces that on purpose.
    """

    def __init__(self, request, make: Maker, save: Callable[[Any], Any]):
        self.status = 200
        self.is_saved = self.has_changed = False
        self.request = request
        is_sent = request.method == "POST"
        form = make(request.POST if is_sent else None)
        self.context: dict[str, Any] = {"form": form}
        if is_sent and form.is_valid():
            self._save(form, make, save)

    def thank(self, thanks: str) -> None:
        """Say what was done, once it is saved."""
        if self.has_changed:
            messages.success(self.request, thanks)
        else:
            messages.info(self.request, _("Nothing was changed."))

    def _save(self, form, make: Maker, save: Callable[[Any], Any]) -> None:
        try:
            self.has_changed = save(form) is not False
        except StepError as error:
            form.add_error(None, str(error))
            self.status = 409
        except ValidationError as error:
            form.add_error(None, error)
        except ConflictError as error:
            self.status = 409
            if form.instance.pk is None:
                # there is nothing stored to stand beside it
                form.add_error(None, str(error))
                return
            form, found = renewed(form, make)
            conflict = {"conflict": str(error), "differences": found}
            self.context = {"form": form} | conflict
        else:
            self.is_saved = True
