"""Prints how large the modules and functions of the package are: median, 90th percentile, the largest."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median, quantiles

PACKAGE = Path(__file__).resolve().parent.parent / "registry"
SHOWN = 5


def modules() -> dict[str, int]:
    """Lines of every module, by its path."""
    return {
        path.relative_to(PACKAGE.parent).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def functions() -> dict[str, int]:
    """Lines of every function and method, decorators left out, by path, line and name."""
    sizes = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                place = f"{path.relative_to(PACKAGE.parent).as_posix()}:{node.lineno} {node.name}"
                sizes[place] = (node.end_lineno or node.lineno) - node.lineno + 1
    return sizes


def _show(kind: str, sizes: dict[str, int]) -> None:
    lines = sorted(sizes.values())
    ninetieth = quantiles(lines, n=10)[-1]
    print(
        f"{len(lines)} {kind}: median {median(lines):g} lines, 90th percentile {ninetieth:g}, largest {lines[-1]}"
    )
    for place in sorted(sizes, key=lambda place: -sizes[place])[:SHOWN]:
        print(f"  {sizes[place]:4} {place}")


if __name__ == "__main__":
    _show("modules", modules())
    _show("functions", functions())
