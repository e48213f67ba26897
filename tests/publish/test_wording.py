"""Two texts word by word."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from registry.publish.wording import Mark, Run, prose_runs, word_runs, written_anew
from tests.patience import processor_seconds

words = st.text("ab ,.’-\n", max_size=80)


@given(words, words)
def test_runs_rebuild_both_texts(before: str, after: str) -> None:
    """Same and removed runs make the first text, same and added ones the second; no run is empty."""
    runs = word_runs(before, after)
    assert "".join(run.text for run in runs if run.mark is not Mark.ADDED) == before
    assert "".join(run.text for run in runs if run.mark is not Mark.REMOVED) == after
    assert all(run.text for run in runs)


def test_a_changed_word_is_marked_alone() -> None:
    """Only the word that changed is marked."""
    runs = word_runs(
        "The lab will test every model before release.", "The lab may test every model before release."
    )
    assert runs == (
        Run(Mark.SAME, "The lab "),
        Run(Mark.REMOVED, "will"),
        Run(Mark.ADDED, "may"),
        Run(Mark.SAME, " test every model before release."),
    )


def test_equal_texts_are_one_run() -> None:
    """Nothing is marked where nothing changed."""
    assert word_runs("a b c", "a b c") == (Run(Mark.SAME, "a b c"),)


def test_a_text_written_anew_stands_whole() -> None:
    """Where hardly a word stayed, the old text stands whole before the new one."""
    runs = word_runs("We shall stop.", "Every release needs a signature of the board.")
    assert [run.mark for run in runs] == [Mark.REMOVED, Mark.ADDED]


def test_long_texts_are_compared_in_reasonable_time() -> None:
    """Texts beyond the bound stand whole; those within it are compared within two seconds."""
    assert len(word_runs("a b " * 50_000, "b a " * 50_000)) == 2
    assert processor_seconds(lambda: word_runs("a b " * 50_000, "b a " * 50_000)) < 1
    assert processor_seconds(lambda: word_runs("one two " * 2_400, "two one three " * 1_600)) < 2


def test_line_breaks_inside_a_paragraph_make_no_difference() -> None:
    """A summary set in other lines is the same one; where a paragraph ends is kept."""
    before, after = "One two\nthree four.\n\nFive six.\n", "One two three\nfour.\n \n\nFive seven."
    assert prose_runs(before, before.replace("two\nthree", "two three")) == (
        Run(Mark.SAME, "One two three four.\n\nFive six."),
    )
    assert "".join(run.text for run in prose_runs(before, after) if run.mark is not Mark.REMOVED) == (
        "One two three four.\n\nFive seven."
    )


def test_a_text_in_anothers_place_is_told_from_marks() -> None:
    """Written anew is one removal and one addition; an addition alone, or equal texts, are not."""
    assert written_anew(prose_runs("We shall stop.", "Every release needs a signature."))
    assert not written_anew(prose_runs("We shall stop.", "We shall not stop."))
    assert not written_anew(prose_runs("", "We shall stop."))
    assert not written_anew(prose_runs("We shall stop.", "We shall stop."))
