"""Local editing needs a loopback bind, a loopback host and no proxy, all at once."""

from __future__ import annotations

import pytest

from geo.ui.viewer import is_local

LOCAL = {"Host": "localhost:8501"}


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST"])
@pytest.mark.parametrize("bind", ["localhost", "127.0.0.1", "::1"])
def test_whoever_started_it_here_may_edit(bind: str, host: str) -> None:
    assert is_local(bind, {"Host": host}, "127.0.0.1")


@pytest.mark.parametrize("bind", [None, "", "0.0.0.0", "192.0.2.7", "karte.example.lv"])
def test_a_server_open_to_others_grants_nothing(bind: str | None) -> None:
    assert not is_local(bind, LOCAL, "127.0.0.1")


@pytest.mark.parametrize(
    "host",
    ["", "karte.example.lv", "localhost.example.lv", "127.0.0.1.example.lv", "example.lv:8501",
     "[::2]:8501", "localhost@example.lv"],
)  # fmt: skip
def test_another_host_grants_nothing(host: str) -> None:
    """A page of somebody else that resolves to this machine names its own host."""
    assert not is_local("localhost", {"Host": host}, "127.0.0.1")


@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "x-real-ip", "Forwarded", "Via", "X-Forwarded-Host"]
)
def test_whatever_came_through_a_proxy_grants_nothing(header: str) -> None:
    assert not is_local("localhost", {**LOCAL, header: "127.0.0.1"}, "127.0.0.1")


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::1", "10.0.0.2"])
def test_another_machine_is_granted_nothing(address: str) -> None:
    assert not is_local("localhost", LOCAL, address)
