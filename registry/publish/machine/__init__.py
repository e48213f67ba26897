"""The JSON that other programs read, one shape for each thing; docs/content-format.md lays down what commands print."""

from registry.publish.machine.changes import change_json
from registry.publish.machine.problems import problems_json
from registry.publish.machine.scores import scorecard_json

__all__ = ["change_json", "problems_json", "scorecard_json"]
