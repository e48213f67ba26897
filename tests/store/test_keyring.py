"""Keys are made once, kept from others, and sign one history only, whatever happens in the middle."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from registry.core.checkpoints import Checkpoint, Note, key_id, parse_verifier_key
from registry.core.merkle import Tree
from registry.errors import DatabaseError
from registry.store.keyring import Keyring
from tests.processes import KILLED, run, run_together

NAME = "log.example"


def tree_of(size: int, *, fork: int | None = None) -> Tree:
    """A tree of leaves that differ; with `fork`, another one at that place."""
    leaves = [bytes([number]) * 32 for number in range(size)]
    if fork is not None:
        leaves[fork] = bytes([255]) * 32
    return Tree().grown(leaves)


def checked(note: str, key: str) -> Checkpoint:
    """The checkpoint of a signed note, whose signature verifies."""
    name, public = parse_verifier_key(key)
    read = Note.parse(note)
    (signature,) = read.signatures
    assert signature.name == name
    Ed25519PublicKey.from_public_bytes(public).verify(signature.signature, read.text.encode())
    return Checkpoint.parse(read.text)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where keys are to be made."""
    return tmp_path / "data" / "keys"


def test_keys_are_made_at_first_need_and_kept(folder: Path) -> None:
    """Nothing is there before; afterwards others than the owner can read neither the folder nor a file in it."""
    keyring = Keyring(folder)
    assert not folder.exists()
    keyring.digest("label", b"data")
    keyring.sign(tree_of(3), NAME)
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes == dict.fromkeys(("lock", "secret", "log.key", "sealed", "leaves"), 0o600)
    assert folder.stat().st_mode & 0o777 == 0o700
    again = Keyring(folder)
    assert again.public_key() == keyring.public_key()
    assert again.digest("label", b"data") == keyring.digest("label", b"data")
    assert Keyring(folder.with_name("other")).public_key() != keyring.public_key()


@pytest.mark.parametrize("name", ["secret", "log.key", "sealed", "."])
def test_what_others_can_read_is_refused(folder: Path, name: str) -> None:
    """By name, with what to do; the umask of whoever started it makes no difference."""
    Keyring(folder).sign(tree_of(3), NAME)
    Keyring(folder).encrypt(b"")
    (folder / name).chmod(0o750 if name == "." else 0o640)
    with pytest.raises(DatabaseError, match=r"others than its owner.*docs/operating\.md"):
        use(Keyring(folder))
    (folder / name).chmod(0o700 if name == "." else 0o600)
    use(Keyring(folder))


def use(keyring: Keyring) -> None:
    """Need every key."""
    keyring.sign(tree_of(3), NAME)
    keyring.encrypt(b"")


@pytest.mark.parametrize("content", [b"", b"00", b"not hexadecimal", b"\xff" * 65, b"0" * 66])
def test_a_damaged_key_is_not_used(folder: Path, content: bytes) -> None:
    """Nor made anew: what it signed or encrypted would be worth nothing."""
    Keyring(folder).digest("a", b"")
    (folder / "secret").write_bytes(content)
    with pytest.raises(DatabaseError, match="not a key"):
        Keyring(folder).digest("a", b"")


def test_a_folder_that_cannot_be_made_is_told_of(tmp_path: Path) -> None:
    """In a sentence with its name."""
    (tmp_path / "data").write_text("a file")
    with pytest.raises(DatabaseError, match="data/keys: the keys cannot be used: Not a directory"):
        Keyring(tmp_path / "data" / "keys").public_key()


def test_a_given_secret_takes_the_place_of_the_file(folder: Path) -> None:
    """It must be long enough; then no secret is written."""
    with pytest.raises(DatabaseError, match="REGISTRY_SECRET_KEY has 31 characters"):
        Keyring(folder, "s" * 31)
    found = Keyring(folder, "s" * 32).digest("a", b"")
    assert found == Keyring(folder.with_name("other"), "s" * 32).digest("a", b"")
    assert found != Keyring(folder, "t" * 32).digest("a", b"")
    assert not folder.exists()


def test_what_is_encrypted_can_be_read_with_the_same_secret_alone(folder: Path) -> None:
    """Any altered byte, a cut and another secret are noticed; twice the same gives different bytes."""
    keyring = Keyring(folder)
    hidden = keyring.encrypt(b"a secret of somebody")
    assert keyring.decrypt(hidden) == Keyring(folder).decrypt(hidden) == b"a secret of somebody"
    assert b"secret" not in hidden and keyring.encrypt(b"a secret of somebody") != hidden
    altered = [bytes([*hidden[:at], hidden[at] ^ 1, *hidden[at + 1 :]]) for at in range(len(hidden))]
    for other in (*altered, b"", hidden[:1], hidden[:20], hidden[:-1], hidden + b"\0"):
        with pytest.raises(DatabaseError, match="altered"):
            keyring.decrypt(other)
    with pytest.raises(DatabaseError, match="another secret"):
        Keyring(folder.with_name("other")).decrypt(hidden)


def test_digests_depend_on_the_label_the_data_and_the_secret(folder: Path) -> None:
    """And are 32 bytes long."""
    keyring = Keyring(folder)
    found = {keyring.digest(label, data) for label in ("a", "ab") for data in (b"", b"b", b"c")}
    assert len(found) == 6 and {len(digest) for digest in found} == {32}


def test_a_signed_checkpoint_is_of_the_log_and_verifies(folder: Path) -> None:
    """Also of an earlier size, and always the same for the same size."""
    keyring = Keyring(folder)
    key = keyring.verifier_key(NAME)
    assert checked(keyring.sign(tree_of(7), NAME), key) == Checkpoint(NAME, 7, tree_of(7).root())
    assert checked(keyring.sign(tree_of(7), NAME, 3), key) == Checkpoint(NAME, 3, tree_of(3).root())
    assert keyring.sign(tree_of(9), NAME, 7) == keyring.sign(tree_of(9), NAME, 7)


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        (tree_of(4), "ends at revision 4.*revisions 5 to 6 are missing"),
        (tree_of(6, fork=2), "revision 3 is another one"),
        (tree_of(9, fork=5), "revision 6 is another one"),
    ],
)
def test_another_history_is_never_signed(folder: Path, tree: Tree, said: str) -> None:
    """Shorter, rewritten, or longer and rewritten: refused by the key, which names the revision, for any size."""
    Keyring(folder).sign(tree_of(6), NAME)
    before = (folder / "sealed").read_bytes()
    for size in (None, 2):
        with pytest.raises(DatabaseError, match=f"{said}.*nothing was signed"):
            Keyring(folder).sign(tree, NAME, size)
    assert (folder / "sealed").read_bytes() == before
    Keyring(folder).sign(tree_of(9, fork=7), NAME)


def test_a_fault_is_found_without_the_leaves_too(folder: Path) -> None:
    """They only tell where: the checkpoint alone tells that."""
    Keyring(folder).sign(tree_of(6), NAME)
    for content in (b"", b"00" * 200, b"\xff", (folder / "leaves").read_bytes().replace(b"0", b"1")):
        (folder / "leaves").write_bytes(content)
        seal = Keyring(folder).sealed()
        assert seal is not None and seal.leaves == ()
        with pytest.raises(DatabaseError, match="revisions 1 to 6 are not what"):
            Keyring(folder).sign(tree_of(6, fork=2), NAME)
    (folder / "leaves").unlink()
    Keyring(folder).sign(tree_of(8), NAME)
    seal = Keyring(folder).sealed()
    assert seal is not None and seal.leaves == tree_of(8).leaves


@pytest.mark.parametrize(
    ("was", "now"), [("6", "5"), ("6", "7"), ("log.", "lag."), ("\n\n", "\n"), ("—", "-")]
)
def test_an_altered_memory_of_what_was_signed_is_refused(folder: Path, was: str, now: str) -> None:
    """It is signed itself, so nobody can make the key forget by writing to the file."""
    Keyring(folder).sign(tree_of(6), NAME)
    path = folder / "sealed"
    path.write_text(path.read_text(encoding="utf-8").replace(was, now, 1), encoding="utf-8")
    for attempt in (lambda: Keyring(folder).sign(tree_of(9), NAME), Keyring(folder).sealed):
        with pytest.raises(DatabaseError, match="has not signed this"):
            attempt()


def test_a_log_keeps_its_name(folder: Path) -> None:
    """Under another one nothing is signed, and the refusal says how to keep it."""
    Keyring(folder).sign(tree_of(6), NAME)
    with pytest.raises(DatabaseError, match=r"set REGISTRY_ORIGIN=log\.example"):
        Keyring(folder).sign(tree_of(6), "another.example")


def test_a_lost_key_is_not_replaced_unasked(folder: Path) -> None:
    """A new one would look like another log to everybody who knows the old one."""
    Keyring(folder).sign(tree_of(6), NAME)
    (folder / "log.key").unlink()
    with pytest.raises(DatabaseError, match=r"is gone.*docs/operating\.md"):
        Keyring(folder).sign(tree_of(6), NAME)


def test_a_new_key_is_vouched_for_by_the_old_one(folder: Path) -> None:
    """The log goes on under it: what was signed before stays its beginning, and no other history is signed."""
    keyring = Keyring(folder)
    keyring.sign(tree_of(6), NAME)
    before = keyring.verifier_key(NAME)
    note = keyring.renew()
    after = keyring.verifier_key(NAME)
    assert before != after and Keyring(folder).verifier_key(NAME) == after
    read = Note.parse(note)
    assert Checkpoint.parse(read.text) == Checkpoint(NAME, 6, tree_of(6).root())
    for key in (before, after):
        name, public = parse_verifier_key(key)
        signature = read.signature_of(name, key_id(name, public))
        assert signature is not None
        Ed25519PublicKey.from_public_bytes(public).verify(signature, read.text.encode())
    with pytest.raises(DatabaseError, match="revision 3 is another one"):
        keyring.sign(tree_of(9, fork=2), NAME)
    assert checked(keyring.sign(tree_of(9), NAME), after).size == 9


def test_a_lost_key_can_be_replaced_when_asked(folder: Path) -> None:
    """The new one stands alone, and still signs the same history only."""
    Keyring(folder).sign(tree_of(6), NAME)
    (folder / "log.key").unlink()
    note = Keyring(folder).renew()
    assert checked(note, Keyring(folder).verifier_key(NAME)).size == 6
    with pytest.raises(DatabaseError, match="ends at revision 5"):
        Keyring(folder).sign(tree_of(5), NAME)


def test_a_key_is_not_renewed_over_an_altered_memory(folder: Path) -> None:
    """Else whoever can write to the file could have a new key sign it. Where nothing was signed there is no note."""
    assert Keyring(folder).renew() == ""
    Keyring(folder).sign(tree_of(6), NAME)
    path = folder / "sealed"
    path.write_text(path.read_text(encoding="utf-8").replace("6", "5", 1), encoding="utf-8")
    with pytest.raises(DatabaseError, match="has not signed this"):
        Keyring(folder).renew()


def renew_until(folder: Path, step: int) -> None:
    """A process that is killed while it gives the log a new key."""
    die_at(step, folder)
    Keyring(folder).renew()


def test_a_renewal_killed_at_any_step_leaves_one_key_or_the_other(folder: Path) -> None:
    """Which signs on, and the next renewal finishes."""
    Keyring(folder).sign(tree_of(2), NAME)
    before = Keyring(folder).verifier_key(NAME)
    step, status = 0, KILLED
    while status == KILLED:
        step += 2
        status = run(renew_until, folder, step)
        Keyring(folder).sign(tree_of(2 + step), NAME)
    assert status == 0 and step > 10
    assert Keyring(folder).verifier_key(NAME) != before
    assert sorted(path.name for path in folder.iterdir()) == ["former", "leaves", "lock", "log.key", "sealed"]


def test_nothing_sealed_is_nothing_found(folder: Path) -> None:
    """Asking makes no keys."""
    assert Keyring(folder).sealed() is None
    assert not folder.exists()


def write_keys(folder: Path) -> None:
    """What a process does that needs all keys, and tells what it got."""
    keyring = Keyring(folder)
    found = keyring.digest("", b"") + keyring.public_key()
    (folder / f"of-{os.getpid()}").write_bytes(found)


def test_processes_that_start_together_share_one_key(folder: Path) -> None:
    """Whoever comes second takes what the first one made."""
    assert run_together([(write_keys, (folder,))] * 4) == [0] * 4
    assert len({path.read_bytes() for path in folder.glob("of-*")}) == 1


def test_threads_that_sign_at_once_leave_the_longest(folder: Path) -> None:
    """Those that come late with a shorter ledger are refused; nobody gets a signature over a fork."""
    keyring = Keyring(folder)

    def sign(size: int) -> str | None:
        try:
            return keyring.sign(tree_of(size), NAME)
        except DatabaseError:
            return None

    with ThreadPoolExecutor(8) as pool:
        signed = list(pool.map(sign, [5, 9, 3, 20, 7, 20, 12, 1] * 3))
    seal = keyring.sealed()
    assert seal is not None and seal.checkpoint.size == 20 and seal.leaves == tree_of(20).leaves
    found = {checked(note, keyring.verifier_key(NAME)) for note in signed if note}
    assert Checkpoint(NAME, 20, tree_of(20).root()) in found
    assert all(checkpoint.root == tree_of(20).root(checkpoint.size) for checkpoint in found)


def die_at(step: int, folder: Path) -> None:
    """Have this process kill itself at its `step`-th use of a file in the folder, or at what waits for the disk."""
    left = [step]

    def count() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def heard(event: str, arguments: Sequence[object]) -> None:
        if event in ("open", "os.rename", "os.remove") and str(arguments[0]).startswith(str(folder)):
            count()

    sync: Callable[[int], None] = os.fsync

    def synced(handle: int) -> None:
        count()
        sync(handle)
        count()

    os.fsync = synced  # type: ignore[assignment]
    sys.addaudithook(heard)


def sign_until(folder: Path, size: int, step: int) -> None:
    """A process that is killed while it signs."""
    die_at(step, folder)
    Keyring(folder).sign(tree_of(size), NAME)


def test_a_signer_killed_at_any_step_leaves_a_usable_state(folder: Path) -> None:
    """Before and after each file it opens, writes out or renames: what was signed last still is, or the new one."""
    Keyring(folder).sign(tree_of(2), NAME)
    status, step, size = KILLED, 0, 2
    while status == KILLED:
        step += 1
        status = run(sign_until, folder, size + 3, step)
        seal = Keyring(folder).sealed()
        assert seal is not None and seal.checkpoint.size in (size, size + 3)
        size = seal.checkpoint.size
        assert seal.leaves == tree_of(size).leaves
    assert status == 0 and step > 10
    with pytest.raises(DatabaseError):
        Keyring(folder).sign(tree_of(size - 1), NAME)
    assert sorted(path.name for path in folder.iterdir()) == ["leaves", "lock", "log.key", "sealed"]
