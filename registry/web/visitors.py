"""Where a request comes from: the connection's other end, or what a proxy of ours says of it."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from flask import Flask, current_app, request

from registry.errors import BadValue

Network = IPv4Network | IPv6Network

_EXTENSION = "registry.proxies"
_HOPS = 10
"""How many addresses of a forwarding header are looked at: more proxies stand in no row."""


def believe_proxies(app: Flask, named: str) -> None:
    """Believe what proxies at these addresses or networks, by comma, say of whom they speak for; nobody else.

    Raises BadValue for what is neither.
    """
    app.extensions[_EXTENSION] = tuple(_network(part.strip()) for part in named.split(",") if part.strip())


def visitor_address() -> str:
    """The address that this request comes from, as far as it can be believed; empty where nothing is known."""
    proxies: Sequence[Network] = current_app.extensions[_EXTENSION]
    address = request.remote_addr or ""
    forwarded = ",".join(request.headers.getlist("X-Forwarded-For")).split(",")
    for said in reversed(forwarded[-_HOPS:]):
        if not _is_among(address, proxies) or not _parsed(said):
            break
        address = _parsed(said)
    return address


def _network(text: str) -> Network:
    try:
        return ip_network(text, strict=False)
    except ValueError:
        raise BadValue(
            f"REGISTRY_PROXIES: {text!r} is no address or network; write such as 127.0.0.1,10.0.0.0/8"
        ) from None


def _is_among(address: str, proxies: Sequence[Network]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found.version == network.version and found in network for network in proxies)


def _parsed(said: str) -> str:
    """An address as a forwarding header has it, some with a port; empty for what is none."""
    text = said.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return ""
