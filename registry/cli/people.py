"""Commands for people: the first administrator, and whatever an administrator can do on the site as well."""

from __future__ import annotations

import click

from registry.cli.opening import open_edition, open_filled
from registry.cli.printing import counted, print_lines
from registry.cli.running import as_json, now, print_json, settings, tell
from registry.core.people import Role, in_order
from registry.desk import accounts
from registry.desk.accounts import Invitation, Wanted
from registry.store import people
from registry.store.people import Account

handle_argument = click.argument("handle")
role_option = click.option(
    "--role", "roles", required=True, multiple=True, type=click.Choice([role.value for role in Role]),
    help="What they may do; once for each role.",
)  # fmt: skip
lab_option = click.option("--lab", default="", metavar="L", help="The lab of a representative, by its slug.")


@click.group(short_help="Who may sign in, and what each may do.")
def account() -> None:
    """Make accounts and change them. Nobody can sign in before the first one is made here.

    \b
    registry account add ada --name "Ada L." --role administrator
    """


@account.command(short_help="Make an account and its one-time link.")
@handle_argument
@click.option("--name", required=True, help="How they are called in public; a pseudonym will do.")
@role_option
@lab_option
def add(handle: str, name: str, roles: tuple[str, ...], lab: str) -> None:
    """Make an account under HANDLE, which is public and for good, and print the link that its person sets it up by."""
    found = settings()
    database, catalog = open_filled(found), open_edition(found).catalog
    wanted = Wanted(handle, name, roles, lab)
    _hand_over(
        accounts.add(
            database, wanted, labs=catalog.labs, operator=found.operator, actor=found.operator, now=now()
        )
    )


@account.command("list", short_help="Every account.")
@as_json
def list_(machine: bool) -> None:
    """List the accounts by handle, with their roles and how they stand."""
    with open_filled(settings()).reading() as session:
        found = people.accounts(session)
    if machine:
        print_json([_machine(item) for item in found])
    else:
        print_lines(_lines(found))


@account.command(short_help="Give an account other roles.")
@handle_argument
@role_option
@lab_option
def roles(handle: str, roles: tuple[str, ...], lab: str) -> None:
    """Give HANDLE these roles instead of those it has. Its sessions end."""
    found = settings()
    database, labs = open_filled(found), open_edition(found).catalog.labs
    accounts.change_roles(database, handle, roles=roles, lab=lab, labs=labs, actor=found.operator, now=now())
    tell(f"{handle} is now: {', '.join(roles)}")


@account.command(short_help="Let nobody sign in to an account.")
@handle_argument
def disable(handle: str) -> None:
    """Let nobody sign in as HANDLE any more. What was done under it stays on record."""
    found = settings()
    accounts.disable(open_filled(found), handle, actor=found.operator, now=now())
    tell(f"{handle} can no longer sign in")


@account.command(short_help="Let a disabled account's person sign in again.")
@handle_argument
def enable(handle: str) -> None:
    """Let HANDLE sign in again, with the password and codes of before."""
    found = settings()
    accounts.enable(open_filled(found), handle, actor=found.operator, now=now())
    tell(f"{handle} can sign in again")


@account.command(short_help="A new one-time link, for a lost password or phone.")
@handle_argument
def invite(handle: str) -> None:
    """Print a new link for HANDLE. The password, the codes and the sessions of before end with it."""
    found = settings()
    _hand_over(accounts.invite_again(open_filled(found), handle, actor=found.operator, now=now()))


def _hand_over(invitation: Invitation) -> None:
    base = settings().base_url.rstrip("/")
    click.echo(f"{base}/account/invitation/{invitation.token}/")
    tell(f"hand this link to the person yourself: it works once, until {invitation.until:%Y-%m-%d %H:%M} UTC")
    if not base:
        tell("put the site's address before it; with REGISTRY_BASE_URL set, the link is whole")


def _lines(found: tuple[Account, ...]) -> list[str]:
    width = max((len(item.handle) for item in found), default=0)
    lines = [
        f"{item.handle.ljust(width)}  {item.name}  ({_roles(item)}; {_standing(item)})" for item in found
    ]
    return [*lines, counted(len(found), "account")]


def _machine(item: Account) -> dict[str, object]:
    return {
        "handle": item.handle,
        "name": item.name,
        "roles": [role.value for role in in_order(item.roles)],
        "lab": item.lab,
        "codes": item.has_codes,
        "standing": _standing(item),
        "created": item.created.isoformat(),
        "created_by": item.created_by,
    }


def _roles(item: Account) -> str:
    return ", ".join(in_order(item.roles)) + (f" of {item.lab}" if item.lab else "")


def _standing(item: Account) -> str:
    if item.disabled:
        return "disabled"
    if item.invitation:
        return "invited"
    return "active" if item.password else "never set up"
