"""A network, and a system at its division that may do everything."""

from __future__ import annotations

import pytest

from tests.web.api.asking import Asker, Network, asker, network


@pytest.fixture
def net(db: None) -> Network:
    return network()


@pytest.fixture
def scada(net: Network) -> Asker:
    return asker(net.division, name="scada")
