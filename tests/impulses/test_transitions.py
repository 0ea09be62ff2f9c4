"""The table of steps: what is offered is what is allowed, and nothing else happens."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from pytest_django.asserts import assertRedirects

from impulses.models import Answer, Impulse
from impulses.reviews.errors import FourEyesError, NotAllowedError, StepError
from impulses.transitions import BY_NAME, STEPS, draft_of, require, steps_for
from tests.factories import (
    AnswerFactory,
    CoordinatorFactory,
    OfficeFactory,
    ReviewerFactory,
    UserFactory,
)
from tests.impulses.answering import STEPS as ROUTES
from tests.impulses.answering import moment, step_url, stored

ROLES = [
    "anonymous",
    "manager",
    "office",
    "reviewer",
    "coordinator",
    "writer",
    "co-author",
]
COORDINATORS = ["coordinator", "writer", "co-author"]
STATES = ["open", "review", "prepared", "scheduled", "published", "discarded"]

# state of the impulse or its answer to the steps of a coordinator who wrote nothing
OFFERED = {
    "open": ["take-up", "prepare"],
    "review": ["prepare"],
    "prepared": ["take-up", "edit", "discard", "publish", "schedule"],
    "scheduled": ["take-up", "recall"],
    "published": ["prepare"],
    "discarded": ["take-up", "prepare"],
}
OWN_FORBIDDEN = ["publish", "schedule"]


@pytest.fixture
def writer(db):
    return CoordinatorFactory(username="schreibt")


@pytest.fixture
def co_author(db):
    return CoordinatorFactory(username="schreibt-mit")


@pytest.fixture
def account(db, writer, co_author):
    """An account of a role."""

    def make(role):
        made = {
            "anonymous": AnonymousUser,
            "manager": UserFactory,
            "office": OfficeFactory,
            "reviewer": ReviewerFactory,
            "coordinator": CoordinatorFactory,
            "writer": lambda: writer,
            "co-author": lambda: co_author,
        }
        return made[role]()

    return make


@pytest.fixture
def put(impulse, writer, co_author):
    """Bring the impulse into a state."""

    def make(state):
        if state == "review":
            Impulse.objects.update(answer=Impulse.Answer.REVIEW)
        if state in ("open", "review"):
            return Impulse.objects.get()
        now = timezone.now()
        columns = {
            "scheduled": {"publish_at": now + timedelta(days=1)},
            "published": {"published_at": now},
        }.get(state, {})
        if columns:
            columns["released_by"] = CoordinatorFactory(username="gibt-frei")
        answer = AnswerFactory(
            impulse=impulse,
            state=state,
            prepared_by=writer,
            authors=[writer, co_author],
            **columns,
        )
        if state == "published":
            Impulse.objects.update(answer=answer.answer, published_answer=answer)
        return Impulse.objects.get()

    return make


def allowed(state: str, role: str) -> list[str]:
    if role not in COORDINATORS:
        return []
    own = role in ("writer", "co-author")
    return [n for n in OFFERED[state] if not (own and n in OWN_FORBIDDEN)]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_steps_are_offered_by_state_and_role(state, role, put, account):
    impulse, user = put(state), account(role)

    offered = steps_for(impulse, draft_of(impulse), user)

    assert [step.name for step in offered] == allowed(state, role)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_steps_are_offered_exactly_when_they_pass(state, role, put, account):
    impulse, user = put(state), account(role)
    draft = draft_of(impulse)

    passing = [step.name for step in STEPS if passes(step.name, impulse, draft, user)]

    offered = [step.name for step in steps_for(impulse, draft, user)]
    assert offered == passing


def passes(step, impulse, draft, user) -> bool:
    try:
        require(step, impulse, draft, user)
    except (NotAllowedError, StepError):
        return False
    return True


@pytest.mark.parametrize("role", ["writer", "co-author"])
@pytest.mark.parametrize("step", OWN_FORBIDDEN)
def test_four_eyes_are_asked_by_name(step, role, put, account):
    impulse = put("prepared")

    with pytest.raises(FourEyesError):
        require(step, impulse, draft_of(impulse), account(role))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_forged_steps_change_nothing(client, state, role, put, account):
    impulse, user = put(state), account(role)
    if role != "anonymous":
        client.force_login(user)
    before = stored()

    for step in ROUTES:
        if step not in allowed(state, role):
            sent = {"version": 0} | moment(days=1)
            status = client.post(step_url(impulse, step), sent).status_code
            assert (step, status) == (step, refusal(state, role, step))
            assert stored() == before


def refusal(state: str, role: str, step: str) -> int:
    if role == "anonymous":
        return 302
    if role not in COORDINATORS:
        return 403
    return 403 if state == "prepared" and step in OWN_FORBIDDEN else 409


@pytest.mark.parametrize("step", ROUTES)
def test_steps_are_no_pages(client, step, put, account):
    impulse = put("prepared")
    client.force_login(account("coordinator"))
    before = stored()

    # whoever opens the address comes to the page with the button
    page = "/pruefung/impulse/7/antwort/vorschau/"
    assertRedirects(client.get(step_url(impulse, step)), page)
    assert client.put(step_url(impulse, step)).status_code == 405
    assert stored() == before


@pytest.mark.parametrize(
    "version", ["", "1", "-1", "0x", "\u0660", "9" * 40, "\0", None]
)
@pytest.mark.parametrize("step", ["publish", "schedule", "discard"])
def test_steps_with_another_version_change_nothing(client, step, version, put, account):
    impulse = put("prepared")
    client.force_login(account("coordinator"))
    before = stored()

    sent = moment(days=1) | ({} if version is None else {"version": version})
    answer = client.post(step_url(impulse, step), sent)

    assert answer.status_code == 409
    assert stored() == before
    assert "Diese Antwort wurde geändert" in answer.content.decode()


def test_every_step_of_the_table_is_tried():
    assert sorted({name for names in OFFERED.values() for name in names}) == sorted(
        BY_NAME
    )
    assert [step.name for step in STEPS if step.is_own_forbidden] == OWN_FORBIDDEN
    assert sorted(Answer.State.values) == sorted(STATES[2:])
