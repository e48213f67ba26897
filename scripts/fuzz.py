"""Ask the API everything that its description allows, and much that it does not, and say what it answered wrongly."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.core.failures import FailureGroup

from registry.app import create_app
from registry.desk.importing import import_folder
from registry.settings import Settings, data_root
from registry.store.engine import Database
from registry.store.schema import upgrade
from registry.web.api.operations import PREFIX

SHOWN = 600
"""Characters of a finding."""


@dataclass
class Findings:
    """How many requests were made, by the status of their answers, and each fault by where it was met."""

    answered: dict[int, int] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def cases(self) -> int:
        """How many requests were made."""
        return sum(self.answered.values())


def fuzz(app: Flask, *, today: date, examples: int, random: bool, only: str | None = None) -> Findings:
    """Make so many requests of each operation in each way: about what is on record, about what is not, and wrongly.

    Every check of Schemathesis looks at each answer: its status, type, headers and shape, and whether what is right was
    taken and what is wrong refused. `only` leaves the operation of that one address.
    """
    found = Findings()
    schema: Any = schemathesis.openapi.from_wsgi(f"{PREFIX}/openapi.json", app)
    bounds = settings(
        max_examples=examples,
        derandomize=not random,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    for operation in (result.ok() for result in schema.get_all_operations()):
        if only not in (None, operation.path):
            continue
        for asking in _ways_to_ask(operation):
            cases = operation.as_strategy(**asking).filter(lambda case: not _to_come(case, today))

            @bounds
            @given(case=cases)
            def ask(case: Case[Any]) -> None:
                _ask(case, found)

            ask()
    return found


def _ways_to_ask(operation: Any) -> Iterator[dict[str, Any]]:
    """About what is on record, about names that nobody has, and wrongly."""
    named = {
        each["name"]: each["example"]
        for each in operation.definition.raw["parameters"]
        if each["in"] == "path" and "example" in each
    }
    yield {"generation_mode": GenerationMode.POSITIVE, "path_parameters": named}
    if named:
        yield {"generation_mode": GenerationMode.POSITIVE}
    if operation.definition.raw["parameters"]:
        yield {"generation_mode": GenerationMode.NEGATIVE}


def _to_come(case: Case[Any], today: date) -> bool:
    """Whether it asks about a day to come: no schema can say that there is no answer to that."""
    asked = (case.query or {}).get("as_of")
    return isinstance(asked, str) and asked > today.isoformat()


def _ask(case: Case[Any], found: Findings) -> None:
    response = case.call(headers={"Accept-Encoding": "identity"})  # what it calls does not unpack
    found.answered[response.status_code] = found.answered.get(response.status_code, 0) + 1
    try:
        case.validate_response(response)
    except FailureGroup as failures:
        for failure in failures.exceptions:
            place = f"{case.method} {case.path}: {type(failure).__name__}"
            found.faults.setdefault(place, f"{case.formatted_path} {case.query}\n{failure}"[:SHOWN])


def _shipped(folder: str) -> Iterator[Flask]:
    """The site on the shipped catalogue, in a folder of its own."""
    made = Settings(data_dir=folder)
    database = Database(made.database)
    upgrade(database)
    import_folder(database, data_root(), author="operator", now=datetime.now(UTC))
    database.close()
    yield create_app(made)


def main() -> int:
    """Fuzz the site on the shipped catalogue and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--examples", type=int, default=300, help="requests for each operation, right and wrong (300)"
    )
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        app = next(_shipped(folder))
        found = fuzz(app, today=datetime.now(UTC).date(), examples=asked.examples, random=True)
    by_status = ", ".join(f"{status}: {count}" for status, count in sorted(found.answered.items()))
    print(f"{found.cases} requests in {time.perf_counter() - begun:.0f} s ({by_status})")
    for place, what in found.faults.items():
        print(f"\n{place}\n{what}")
    print("nothing is wrong" if not found.faults else f"\n{len(found.faults)} faults")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
