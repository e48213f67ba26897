"""Slowing down those who guess: by account and by network, without shutting the right person out for good.

Tries from elsewhere count for their network and for the account they are aimed at. A network from which the account's
person has signed in before has tries of its own, which strangers cannot use up. No address and no name is kept: what
stands in the database is a keyed hash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from registry.core.buckets import Bucket
from registry.errors import TooMany
from registry.store import throttles
from registry.store.engine import Session
from registry.store.keyring import Keyring

PER_NETWORK = Bucket(holds=10, per_hour=20)
PER_ACCOUNT = Bucket(holds=20, per_hour=60)
PER_ACCOUNT_FROM_KNOWN = Bucket(holds=10, per_hour=10)
"""Both buckets of an account together let at most 100 tries an hour through."""


Counted = Mapping[str, Bucket]
"""The buckets that a try was counted in, by their keys."""

Filled = dict[str, tuple[Bucket, float]]
"""Buckets with how full they are, by their keys."""


def network(address: str) -> str:
    """The network that an address counts for: the /24 of IPv4, the /64 of IPv6, and one for all that is no address."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, 24 if found.version == 4 else 64), strict=False))


def site(address: str) -> str | None:
    """The /48 of an IPv6 address, of which one home or office often has all 65,536 networks; None for any other."""
    place = ip_network(network(address), strict=False) if network(address) != "unknown" else None
    return str(place.supernet(new_prefix=48)) if place is not None and place.version == 6 else None


@dataclass(frozen=True, slots=True)
class Tries:
    """The tries to sign in under a handle from an address, by the keys under which they are counted."""

    account: str
    known: str
    network: str
    mark: str

    @classmethod
    def of(cls, keyring: Keyring, handle: str, address: str) -> Tries:
        """The keys for a handle, whether or not anybody has it, and an address."""
        place = network(address)

        def key(label: str, text: str) -> str:
            return keyring.digest(f"sign-in {label}", text.encode("utf-8", "replace")).hex()

        return cls(
            account=key("account", handle),
            known=key("known", handle),
            network=key("network", place),
            mark=key("mark", f"{handle}\0{place}"),
        )

    def wait(self, session: Session, now: datetime) -> timedelta | None:
        """How long until another try is let through; None where it is now."""
        return _wait(self._open(session, now))

    def refuse_hurry(self, session: Session, now: datetime) -> None:
        """Raise TooMany where no other try is let through now."""
        _refuse_full(self._open(session, now))

    def count(self, session: Session, now: datetime) -> Counted:
        """Count one try, and say what it was counted in. Raises TooMany as `refuse_hurry` does."""
        filled = self._open(session, now)
        _refuse_full(filled)
        throttles.purge_throttles(session, now)
        throttles.fill(session, {key: level + 1 for key, (_, level) in filled.items()}, now)
        return {key: bucket for key, (bucket, _) in filled.items()}

    def forgive(self, session: Session, counted: Counted, now: datetime, *, steps: int = 1) -> None:
        """Take back the tries of somebody who was right, each of the steps that they took."""
        levels = throttles.levels(session, counted, now)
        throttles.fill(session, {key: level - steps for key, level in levels.items()}, now)

    def remember(self, session: Session, now: datetime) -> None:
        """Know the network from now on as one from which this account's person signs in."""
        throttles.mark(session, self.mark, now)

    def _open(self, session: Session, now: datetime) -> Filled:
        """The buckets that the next try goes into: that of known networks while it has room, else both others."""
        buckets = {
            self.known: PER_ACCOUNT_FROM_KNOWN,
            self.network: PER_NETWORK,
            self.account: PER_ACCOUNT,
        }
        levels = throttles.levels(session, buckets, now)
        filled = {key: (bucket, levels[key]) for key, bucket in buckets.items()}
        own = {self.known: filled.pop(self.known)}
        if _wait(own) is None and throttles.is_marked(session, self.mark, now):
            return own
        return filled


def _refuse_full(filled: Filled) -> None:
    wait = _wait(filled)
    if wait:
        raise TooMany("too many tries to sign in; nothing was looked at this time", wait=wait)


def _wait(filled: Filled) -> timedelta | None:
    waits = (bucket.wait(level) for bucket, level in filled.values())
    return max((wait for wait in waits if wait), default=None)
