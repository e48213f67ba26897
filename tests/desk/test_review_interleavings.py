"""Whatever several people do in whatever order: what the ledger takes in is what another, untied person approved of."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from registry.core.people import Role
from registry.core.quorum import Quorum
from registry.desk.catalogue import CatalogueSource
from registry.desk.drafting import begin, drop_path, put_text, withdraw
from registry.desk.rebasing import rebase, three_ways
from registry.desk.reverting import revert
from registry.desk.reviewing import Approved, approve, decline, request_changes
from registry.desk.submitting import submit
from registry.errors import RegistryError
from registry.store import ledger, people, submissions
from registry.store.chain import faults, recorded
from registry.store.engine import Database
from registry.store.leaf import RevisionKind
from registry.store.schema import upgrade
from registry.store.submissions import State, Submission
from tests.content.sample import OTHER_LAB, PLEDGE_QUESTIONS, QUESTIONS, TEXTS
from tests.desk.crew import hire, set_roles
from tests.desk.folders import texts
from tests.store.revisions import NOON, append

BROKEN = "---\nnme: Bolt\n---\n"
CONCERNED = {OTHER_LAB: {"bolt"}, QUESTIONS: {"acme"}, PLEDGE_QUESTIONS: {"acme", "bolt"}}
CREW = {
    "ada": {Role.EDITOR},
    "bob": {Role.EDITOR, Role.REVIEWER},
    "grace": {Role.EDITOR, Role.REVIEWER},
    "hedy": {Role.REVIEWER},
}

BOLT = st.sampled_from([TEXTS[OTHER_LAB].replace("Bolt", name) for name in ("Bolt", "Bolt AI", "Bolt Labs")])
ASKED = st.sampled_from([None, "- Why?\n", "- When?\n", "- Why?\n- When?\n"])
CHANGE = st.one_of(
    st.tuples(st.just(OTHER_LAB), BOLT),
    st.tuples(st.sampled_from([QUESTIONS, PLEDGE_QUESTIONS]), ASKED),
    st.sampled_from([(QUESTIONS, "- Why?\n"), (OTHER_LAB, BROKEN)]),
)
SOUND = st.one_of(st.tuples(st.just(OTHER_LAB), BOLT), st.tuples(st.just(QUESTIONS), ASKED))
AUTHOR = st.sampled_from(["ada", "bob", "grace", "ada", "hedy"])
REVIEWER = st.sampled_from(["hedy", "grace", "bob", "hedy", "ada"])
HAPPENS = st.sampled_from(["all is well", "all is well", "less", "tie", "gone"])
QUORUM = st.sampled_from([Quorum(), Quorum(), Quorum(("labs/bolt/",))])
OF = st.integers(0, 99)
"""Which of the submissions, or of what was seen of one: a number that is taken modulo how many there are."""


class Desk(RuleBasedStateMachine):
    """`held` is what the ledger should hold, `roles`, `ties` and `gone` how the people stand, `seen` what was shown."""

    @initialize()
    def open(self) -> None:
        """A filled registry and its people."""
        self.home = Path(tempfile.mkdtemp(prefix="registry-"))
        self.database = Database(self.home / "registry.db")
        upgrade(self.database)
        append(self.database, TEXTS, author="operator")
        self.source = CatalogueSource(self.database)
        self.crew = {handle: hire(self.database, handle, *roles) for handle, roles in CREW.items()}
        self.roles = {handle: set(roles) for handle, roles in CREW.items()}
        self.ties: dict[str, set[str]] = {handle: set() for handle in CREW}
        self.gone: set[str] = set()
        self.held: dict[str, str | None] = dict(TEXTS)
        self.made: list[tuple[str, str | None]] = [("operator", None)]
        self.seen: dict[str, list[Submission]] = {}
        self.nonce = 0

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.database.close()
        shutil.rmtree(self.home)

    # -- what authors do

    @rule(who=AUTHOR, change=CHANGE, again=st.booleans())
    def somebody_begins(self, who: str, change: tuple[str, str | None], again: bool) -> None:
        """A draft; the form sent again makes no second one."""
        self.nonce += not again
        given = {"kind": RevisionKind.UPDATE, "reason": "News", "nonce": f"form {self.nonce}", "now": NOON}
        made = self.attempt(lambda: begin(self.database, self.crew[who], proposals=dict([change]), **given))  # type: ignore[arg-type]
        assert made is None or (self.acts(who, Role.EDITOR) and made.author == who)

    @rule(who=AUTHOR, change=CHANGE)
    def somebody_begins_and_hands_in(self, who: str, change: tuple[str, str | None]) -> None:
        """As most do."""
        self.somebody_begins(who, change, again=False)
        for found in self.drafts_of(who):
            self.hand_in(found)

    @precondition(lambda self: self.seen)
    @rule(of=OF, edition=st.just(0) | OF, who=st.none() | AUTHOR, change=CHANGE)
    def somebody_edits(self, of: int, edition: int, who: str | None, change: tuple[str, str | None]) -> None:
        """Its author mostly, from what they saw: only the newest edition, and only one's own, can be written over."""
        shown = self.shown(of, edition)
        who = who or shown.author
        before = self.now(shown.id)
        path, text = change
        made = self.attempt(
            lambda: put_text(
                self.database, self.crew[who], shown.id, path, text, edition=shown.edition, now=NOON
            )
        )
        self.check_edit(who, shown, before, made)

    @precondition(lambda self: self.seen)
    @rule(of=OF, edition=OF, path=st.sampled_from(sorted(CONCERNED)))
    def its_author_drops_a_path(self, of: int, edition: int, path: str) -> None:
        """As an edit."""
        shown = self.shown(of, edition)
        before, author = self.now(shown.id), shown.author
        made = self.attempt(
            lambda: drop_path(
                self.database, self.crew[author], shown.id, path, edition=shown.edition, now=NOON
            )
        )
        self.check_edit(author, shown, before, made)

    @precondition(lambda self: self.seen)
    @rule(of=OF)
    def its_author_rebases(self, of: int) -> None:
        """On the head, with the merged texts where nothing overlaps and their own where it does."""
        shown = self.newest(of)
        author = self.crew[shown.author]
        sides = three_ways(self.database, author, shown.id)
        chosen = {side.path: side.mine if side.conflicts else side.merged for side in sides}
        heads = {side.path: side.head for side in sides}
        before = self.now(shown.id)
        made = self.attempt(
            lambda: rebase(
                self.database, author, shown.id, texts=chosen, heads=heads, edition=shown.edition, now=NOON
            )
        )
        self.check_edit(shown.author, shown, before, made)
        assert made is None or self.stale(made) == set()

    @precondition(lambda self: self.seen)
    @rule(of=OF, edition=st.just(0) | OF)
    def its_author_hands_it_in(self, of: int, edition: int) -> None:
        """Perhaps not the newest edition."""
        self.hand_in(self.shown(of, edition))

    @precondition(lambda self: self.seen)
    @rule(of=OF, who=AUTHOR)
    def somebody_withdraws(self, of: int, who: str) -> None:
        """Its author, while it is open; said twice it is done once."""
        before = self.newest(of)
        made = self.attempt(lambda: withdraw(self.database, self.crew[who], before.id, now=NOON))
        may = who == before.author and who not in self.gone
        assert (made is not None) is (may and (before.state.is_open or before.state is State.WITHDRAWN))

    @precondition(lambda self: len(self.made) > 1)
    @rule(n=OF, who=AUTHOR)
    def somebody_reverts(self, n: int, who: str) -> None:
        """A draft of what was before, handed in at once."""
        self.nonce += 1
        nonce = f"form {self.nonce}"
        number = n % len(self.made) + 2  # not revision 1, which made every record that there is
        made = self.attempt(lambda: revert(self.database, self.crew[who], number, nonce=nonce, now=NOON))
        assert made is None or (self.acts(who, Role.EDITOR) and made.reverts == number)
        if made is not None:
            self.hand_in(made)

    # -- what reviewers do

    @precondition(lambda self: self.seen)
    @rule(of=OF, quorum=QUORUM)
    def whoever_may_approves(self, of: int, quorum: Quorum) -> None:
        """What waits, as it is."""
        waiting = [name for name in list(self.seen) if self.now(name).state is State.SUBMITTED]
        for name in waiting[of % len(waiting) :][:1] if waiting else ():
            found = self.now(name)
            self.approve(found, next((who for who in CREW if self.decides(who, found)), "hedy"), quorum)

    @precondition(lambda self: self.seen)
    @rule(of=OF, edition=OF, who=REVIEWER, quorum=QUORUM)
    def somebody_approves(self, of: int, edition: int, who: str, quorum: Quorum) -> None:
        """What they saw once."""
        self.approve(self.shown(of, edition), who, quorum)

    def approve(self, shown: Submission, who: str, quorum: Quorum) -> None:
        """It becomes a revision exactly when every rule is kept, and then of the very texts that were shown."""
        before = self.now(shown.id)
        newest = before.state is State.SUBMITTED and shown.edition == before.edition
        may = newest and self.decides(who, before) and self.is_sound(before)
        may = may and self.acts(before.author, Role.EDITOR)
        done: list[Approved] = []

        def do() -> Submission:
            done.append(
                approve(
                    self.database, self.source, self.crew[who], shown.id, edition=shown.edition,
                    content_hash=shown.content_hash, now=NOON, quorum=quorum,
                )
            )  # fmt: skip
            return done[0].submission

        made = self.attempt(do)
        what = (shown.edition, shown.content_hash)
        same = [item for item in before.approvals if (item.edition, item.content_hash) == what]
        if before.state is State.ACCEPTED:
            again = who in {item.reviewer for item in same} and self.decides(who, before)
            assert (made is not None and done[0].again) is again
            return
        assert (made is not None) is may
        if made is None:
            return
        others = [
            item.reviewer for item in same if item.reviewer != who and self.decides(item.reviewer, before)
        ]
        assert (made.state is State.ACCEPTED) is (len(others) + 1 >= quorum.needed(before.paths))
        if made.state is State.ACCEPTED:
            self.held.update(shown.changes)
            self.made.append((before.author, ", ".join([*others, who])))
            assert made.revision == len(self.made)

    @precondition(lambda self: self.seen)
    @rule(
        of=OF,
        edition=st.just(0) | OF,
        who=REVIEWER,
        closes=st.booleans(),
        say=st.sampled_from(["No.", "Why?"]),
    )
    def somebody_answers(self, of: int, edition: int, who: str, closes: bool, say: str) -> None:
        """Sends it back or declines it."""
        shown = self.shown(of, edition)
        before = self.now(shown.id)
        deed = decline if closes else request_changes
        made = self.attempt(
            lambda: deed(
                self.database,
                self.source,
                self.crew[who],
                shown.id,
                edition=shown.edition,
                answer=say,
                now=NOON,
            )
        )
        wanted = State.DECLINED if closes else State.CHANGES_REQUESTED
        again = (before.state, before.decided_by, before.answer) == (wanted, who, say)
        fresh = before.state is State.SUBMITTED and shown.edition == before.edition
        assert (made is not None) is (self.decides(who, before) and (again or fresh))

    # -- what happens around them

    @rule(who=REVIEWER, what=HAPPENS, lab=st.sampled_from(["acme", "bolt"]))
    def something_happens_to_somebody(self, who: str, what: str, lab: str) -> None:
        """It counts from now on, whatever their pages still say."""
        self.roles[who] = {Role.READER} if what == "less" else CREW[who]
        said = {lab} if what == "tie" else set()
        self.ties[who] |= said  # a tie counts for a year, and no year passes here
        (self.gone.add if what == "gone" else self.gone.discard)(who)
        set_roles(self.database, who, *self.roles[who])
        with self.database.writing() as session:
            people.declare(session, who, said, "", NOON)
            people.set_disabled(session, who, NOON if who in self.gone else None)

    @rule(change=SOUND)
    def files_are_imported(self, change: tuple[str, str | None]) -> None:
        """A revision that nobody at the desk made."""
        path, text = change
        if append(self.database, {path: text}, author="operator") is not None:
            self.made.append(("operator", None))
            self.held[path] = text

    @invariant()
    def the_ledger_holds_what_was_approved(self) -> None:
        """No more and no less: texts, authors and reviewers of each revision, and the chain."""
        assert texts(self.database) == {
            path: text for path, text in sorted(self.held.items()) if text is not None
        }
        with self.database.reading() as session:
            found = [(item.author, item.reviewer) for item in reversed(ledger.revisions(session))]
            assert list(faults(recorded(session))) == []
            accepted = {item.revision: item for item in submissions.in_state(session, State.ACCEPTED)}
        assert found == self.made
        reviewed = {n: pair for n, pair in enumerate(found, 1) if pair[1] is not None}
        assert {n: (item.author, item.decided_by) for n, item in accepted.items()} == reviewed
        assert all(author not in str(reviewer).split(", ") for author, reviewer in found)

    # -- what this test knows by itself

    def attempt(self, deed: Callable[[], Submission]) -> Submission | None:
        """What came of it, to be shown to people from now on; None where it was refused in one of our errors."""
        try:
            made = deed()
        except RegistryError:
            return None
        assert made == self.now(made.id)
        shown = self.seen.setdefault(made.id, [])
        if not shown or shown[-1] != made:
            shown.append(made)
        return made

    def hand_in(self, shown: Submission) -> None:
        """Done exactly when it is its author's to do, of the newest edition, and would be sound."""
        before, author = self.now(shown.id), shown.author
        made = self.attempt(
            lambda: submit(
                self.database, self.source, self.crew[author], shown.id, edition=shown.edition, now=NOON
            )
        )
        may = self.acts(author, Role.EDITOR) and before.state.is_open and shown.edition == before.edition
        ready = before.state is State.SUBMITTED or self.is_sound(before)
        assert (made is not None) is (may and ready)

    def drafts_of(self, who: str) -> list[Submission]:
        """What somebody has not handed in yet."""
        found = [self.now(name) for name in list(self.seen)]
        return [item for item in found if item.author == who and item.state is State.DRAFT]

    def now(self, name: str) -> Submission:
        """A submission as it is."""
        with self.database.reading() as session:
            return submissions.submission(session, name)

    def newest(self, of: int) -> Submission:
        """Some submission, as it is. They are in the order in which they were begun, for their ids are random."""
        return self.now(list(self.seen)[of % len(self.seen)])

    def shown(self, of: int, edition: int) -> Submission:
        """Some submission, as somebody was once shown it; the newest for 0."""
        past = self.seen[list(self.seen)[of % len(self.seen)]]
        return past[-1 - edition % len(past)]

    def acts(self, who: str, role: Role) -> bool:
        """Whether somebody has the role and an account."""
        return who not in self.gone and role in self.roles[who]

    def decides(self, who: str, found: Submission) -> bool:
        """Whether somebody may decide on it."""
        concerned = {lab for path in found.paths for lab in CONCERNED[path]}
        return self.acts(who, Role.REVIEWER) and who != found.author and not self.ties[who] & concerned

    def stale(self, found: Submission) -> set[str]:
        """The paths that were touched since it began from them."""
        with self.database.reading() as session:
            newest = {path: ledger.history(session, path)[-1].revision for path in found.paths}
        return {item.path for item in found.proposals if item.base != newest[item.path]}

    def is_sound(self, found: Submission) -> bool:
        """Whether it would be a revision, and a sound one."""
        differs = any(text != self.held.get(path) for path, text in found.changes.items())
        marked = any(
            line.startswith("<<<<<<<") for text in found.changes.values() for line in (text or "").split("\n")
        )
        return differs and not self.stale(found) and BROKEN not in found.changes.values() and not marked

    def check_edit(self, who: str, shown: Submission, before: Submission, made: Submission | None) -> None:
        """An edit is its author's, of the newest edition, and voids approvals; or it changed nothing."""
        after = self.now(shown.id)
        if made is None or after.edition == before.edition:
            assert after == before
            return
        assert who == before.author and self.acts(who, Role.EDITOR) and before.state.is_open
        assert shown.edition == before.edition and after.approvals == () and after.state is before.state


TestDesk = Desk.TestCase
TestDesk.settings = settings(max_examples=6, stateful_step_count=30, deadline=None)
