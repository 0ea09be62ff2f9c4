import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def german():
    """A page asked for in English leaves its language to the next test."""
    with translation.override("de"):
        yield
