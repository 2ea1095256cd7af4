"""The user name, however often it is said, is no password."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password", ["atk-inw1-atk-inw1", "ATK-INW1atk-inw1", "atk-inw1atk-inw1atk-inw1", "atk-inw1-2026", "x-atk-inw1-99!"]
)
def test_the_name_said_often_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, User(username="atk-inw1"))


@pytest.mark.parametrize("password", ["neem-patthar-naav-7", "atk-inw1 neem patthar"])
def test_enough_beside_the_name_is_taken(password: str) -> None:
    validate_password(password, User(username="atk-inw1"))
