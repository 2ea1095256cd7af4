from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Office
from bijlisetu.tills.actions import open_till
from bijlisetu.tills.models import Till
from tests import build
from tests.tills.conftest import debtor


@pytest.fixture
def consumer(db: None) -> Consumer:
    return debtor()


@pytest.fixture
def clerk(consumer: Consumer) -> Client:
    return somebody("asha", "clerk")


@pytest.fixture
def till(consumer: Consumer, clerk: Client) -> Till:
    office = Office.objects.get(kind="section").pk
    return open_till(office=office, opening=Decimal("100.00"), at=timezone.now(), by="asha")


def somebody(name: str, role: str) -> Client:
    client = Client()
    section = Office.objects.get(kind="section")
    client.force_login(User.objects.get(username=build.officer(name, of=section, role=role)))
    client.cookies["django_language"] = "en"
    return client
