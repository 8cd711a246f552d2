"""Derives the shipped OC4IDS schema from the standard's own files: the rules and the codes, without titles and descriptions.

    python tools/oc4ids_schema.py ../shared/data/money/oc4ids/infrastructure-0.9.5

Writes `project.json`, `package.json`, `codelists.json` and the licence into `src/troth/standards/oc4ids_0_9_5/`. Only what
a check asks stays: what is there for people to read is left out, and open codelists are kept as lists of codes.
"""

import csv
import json
import sys
from pathlib import Path
from typing import Any

OUT = Path(__file__).resolve().parents[1] / "src" / "troth" / "standards" / "oc4ids_0_9_5"
LEFT_OUT = {"title", "description", "default", "versionId", "$schema", "id"}
"""Keywords that ask nothing."""


def rules(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema without what is there for people; names of properties are no keywords."""
    kept: dict[str, Any] = {}
    for key, value in schema.items():
        if key in {"properties", "definitions"}:
            kept[key] = {name: rules(one) for name, one in value.items()}
        elif key == "items":
            kept[key] = rules(value)
        elif key not in LEFT_OUT:
            kept[key] = value
    return kept


def derived(source: Path) -> dict[str, Any]:
    """Each shipped file by its name."""
    level = source / "schema" / "project-level"
    codes = {}
    for path in sorted((level / "codelists").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            codes[path.name] = [row["Code"] for row in csv.DictReader(file)]
    read = {
        name: rules(json.loads((level / f"{name}-schema.json").read_text(encoding="utf-8")))
        for name in ("project", "project-package")
    }
    package = read["project-package"]
    for asked_of_each_project in (
        "items",
        "uniqueItems",
    ):  # by project.json, and by the ids that may not stand twice
        del package["properties"]["projects"][asked_of_each_project]
    return {"project.json": read["project"], "package.json": package, "codelists.json": codes}


def main() -> None:
    """Write the files."""
    source = Path(sys.argv[1])
    OUT.mkdir(exist_ok=True)
    for name, content in derived(source).items():
        (OUT / name).write_text(json.dumps(content, separators=(",", ":")) + "\n", encoding="utf-8")
    (OUT / "LICENSE").write_bytes((source / "LICENSE").read_bytes())


if __name__ == "__main__":
    main()
