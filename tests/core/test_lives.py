"""The life of a clause through the versions of its document."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from registry.core.compare import changes
from registry.core.dates import PartialDate
from registry.core.lives import Life, lives
from registry.core.records import Direction, Document, Withdrawal
from tests.builders import clause, day, document, version, vocabulary

D = Direction


def lives_of(made: Document) -> tuple[Life, ...]:
    return lives(made, vocabulary=vocabulary())


def directions(life: Life) -> list[Direction | None]:
    return [step.direction for step in life.steps]


def test_follows_a_clause_from_version_to_version() -> None:
    """A clause is added, weakened, left as it is and removed; each step names its version."""
    made = document(
        version("1", "2023-01-01", clause("a")),
        version("2", "2024-01-01", clause("a", strength="intent")),
        version("3", "2025-01-01", clause("a", strength="intent")),
        version("4", "2026-01-01"),
    )
    (life,) = lives_of(made)
    assert directions(life) == [D.ADDED, D.WEAKENED, D.UNCHANGED, D.REMOVED]
    assert [step.version for step in life.steps] == list(made.versions)
    assert life.ended is life.steps[-1]
    assert life.step_in(made.versions[1]) is life.steps[1]


def test_a_new_name_goes_on_with_the_life() -> None:
    """A clause that says what it was has one life under both ids."""
    made = document(
        version("1", "2023-01-01", clause("a")),
        version("2", "2024-01-01", clause("b", was="a", text="The lab will do a.")),
    )
    (life,) = lives_of(made)
    assert life.ids == {"a", "b"}
    assert life.ended is None


def test_a_clause_that_splits_has_two_lives_with_one_beginning() -> None:
    """Each of two clauses that continue one shares its early steps."""
    made = document(
        version("1", "2023-01-01", clause("a")),
        version("2", "2024-01-01", clause("b", was="a"), clause("c", was="a")),
    )
    first, second = lives_of(made)
    assert first.steps[0] is second.steps[0]
    assert {first.clause.id, second.clause.id} == {"b", "c"}


def test_a_clause_that_comes_back_begins_anew() -> None:
    """A clause removed and added again under its id has two lives."""
    made = document(
        version("1", "2023-01-01", clause("a")),
        version("2", "2024-01-01"),
        version("3", "2025-01-01", clause("a")),
    )
    assert [directions(life) for life in lives_of(made)] == [[D.ADDED, D.REMOVED], [D.ADDED]]


def test_what_could_not_be_read_is_carried() -> None:
    """A version that could not be read about a clause is a step without a direction."""
    made = document(
        version("1", "2023-01-01", clause("a")),
        version("2", "2024-01-01", unconfirmed=("a",)),
        version("3", "2025-01-01", clause("a", strength="intent")),
    )
    (life,) = lives_of(made)
    assert directions(life) == [D.ADDED, None, D.WEAKENED]


def test_a_withdrawal_ends_every_life() -> None:
    """The last step of a withdrawn document's clause has no version and the withdrawal's date."""
    made = document(
        version("1", "2023-01-01", clause("a")),
        withdrawn=Withdrawal(PartialDate.parse("2024-05-01"), "Replaced."),
    )
    (life,) = lives_of(made)
    assert life.ended is not None
    assert life.ended.version is None
    assert str(life.ended.date) == "2024-05-01"


def test_a_day_cuts_the_life() -> None:
    """Asked about a day, a life goes as far as it had come; before its beginning there is none."""
    made = document(version("1", "2023-01-01", clause("a")), version("2", "2024-01-01"))
    (life,) = lives_of(made)
    so_far = life.until(day("2023-06-01"))
    assert so_far is not None
    assert directions(so_far) == [D.ADDED]
    assert life.until(day("2022-12-31")) is None


names = st.lists(st.sampled_from("abcd"), unique=True)


@given(st.lists(names, min_size=1, max_size=5))
def test_every_change_is_in_a_life(held: list[list[str]]) -> None:
    """Each change of a document is a step of one life, and no life holds anything else."""
    made = document(
        *(version(str(n), f"20{10 + n}-01-01", *(clause(name) for name in ids)) for n, ids in enumerate(held))
    )
    stepped = {
        id(step.change.clause): step.direction
        for life in lives_of(made)
        for step in life.steps
        if step.change
    }
    happened = {id(change.clause): change.direction for change in changes(made, vocabulary=vocabulary())}
    assert stepped.keys() == happened.keys()
