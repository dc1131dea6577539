#!/usr/bin/env python3
"""Rebuilds m49.tsv, countries.tsv and subdivisions.tsv from the public sources.

See README.md beside this file for where the sources come from. Usage:

    python3 build.py --npm node_modules --cldr /usr/share/unicode/cldr/common
"""

import argparse
import csv
import json
import pathlib
import subprocess
import xml.etree.ElementTree as xml

LANGUAGES = ["en", "id", "ms", "ar", "zh", "fr", "es", "de", "nl", "ru", "pt", "ja", "ko"]
TSV = pathlib.Path(__file__).resolve().parents[2] / "src" / "gazetteer" / "tsv"
WORLD = "001"


def read(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


def iso(npm):
    """The code lists: alpha-2 codes, and subdivisions with name and parent."""
    script = (
        "import('iso-3166').then(m => console.log(JSON.stringify("
        "[m.iso31661.map(c => c.alpha2), m.iso31662])))"
    )
    out = subprocess.run(
        ["node", "-e", script], cwd=pathlib.Path(npm).parent, check=True, capture_output=True
    )
    return json.loads(out.stdout)


def containment(npm):
    """Child to parents, nearest first. Deprecated rows and CLDR's own codes are left out."""
    table = read(f"{npm}/cldr-core/supplemental/territoryContainment.json")
    table = table["supplemental"]["territoryContainment"]
    children = {
        code: row["_contains"]
        for code, row in table.items()
        if code.isdigit() and "_contains" in row
    }
    # The groupings that M49 itself has; CLDR draws the tree past them.
    children["002"] = ["015", "202"]
    children["019"] = ["003", "419"]
    children["003"] = ["021", "013", "029"]
    parents = {}
    for parent, inside in children.items():
        for child in inside:
            parents.setdefault(child, []).append(parent)
    # 013 and 029 lie in both 419 and 003; the closer kin comes first.
    return {child: sorted(found, reverse=True) for child, found in parents.items()}


def territories(npm, language):
    path = f"{npm}/cldr-localenames-full/main/{language}/territories.json"
    return read(path)["main"][language]["localeDisplayNames"]["territories"]


def subdivision_names(cldr, language):
    root = xml.parse(f"{cldr}/subdivisions/{language}.xml").getroot()
    return {
        node.get("type"): node.text for node in root.iter("subdivision") if not node.get("alt")
    }


def subdivision_english(npm):
    table = read(f"{npm}/cldr-subdivisions-full/subdivisions/en/en.json")
    return table["subdivisions"]["localeDisplayNames"]["subdivisions"]


def groups(npm):
    """Subdivision to the group CLDR puts it in."""
    table = read(f"{npm}/cldr-core/supplemental/subdivisionContainment.json")
    table = table["supplemental"]["subdivisionContainment"]
    return {
        child: parent
        for parent, row in table.items()
        if len(parent) > 2
        for child in row["_contains"]
    }


def zones(path):
    """Country to its first zone in the public-domain table of the zone database."""
    found = {}
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            code, _, zone = line.split("\t")[:3]
            found.setdefault(code, zone)
    return found


def overrides():
    lines = (TSV / "overrides.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {(code, column): value for code, column, value in rows}


def write(name, columns, rows, fixes):
    with open(TSV / name, "w", encoding="utf-8", newline="") as out:
        out.write("# Made by tools/gazetteer/build.py; mend overrides.tsv instead.\n")
        out.write("# " + "\t".join(columns) + "\n")
        writer = csv.writer(out, "excel-tab", lineterminator="\n", quoting=csv.QUOTE_NONE)
        for row in sorted(rows, key=lambda row: row["code"]):
            writer.writerow([fixes.get((row["code"], c), row.get(c) or "") for c in columns])


def named(names, code):
    return {language: names[language].get(code) for language in LANGUAGES}


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--npm", required=True)
    ask.add_argument("--cldr", default="/usr/share/unicode/cldr/common")
    ask.add_argument("--zones", default="/usr/share/zoneinfo/zone.tab")
    given = ask.parse_args()

    countries, subdivisions = iso(given.npm)
    parents, fixes, zone = containment(given.npm), overrides(), zones(given.zones)
    primary = read(f"{given.npm}/cldr-core/supplemental/primaryZones.json")
    zone |= primary["supplemental"]["primaryZones"]
    names = {language: territories(given.npm, language) for language in LANGUAGES}

    m49 = {parent for found in parents.values() for parent in found}
    rows = [{"code": c, "parent": " ".join(parents.get(c, [])), **named(names, c)} for c in m49]
    write("m49.tsv", ["code", "parent", *LANGUAGES], rows, fixes)

    rows = [
        {"code": c, "parent": " ".join(parents.get(c, [])), "zone": zone.get(c), **named(names, c)}
        for c in countries
    ]
    write("countries.tsv", ["code", "parent", "zone", *LANGUAGES], rows, fixes)

    english, inside = subdivision_english(given.npm), groups(given.npm)
    known = {unit["code"] for unit in subdivisions}
    translated = {lang: subdivision_names(given.cldr, lang) for lang in LANGUAGES if lang != "en"}
    rows = []
    for unit in subdivisions:
        code = unit["code"]
        key = code.replace("-", "").lower()
        group = inside.get(key, "")
        group = f"{group[:2]}-{group[2:]}".upper() if group else ""
        row = {"code": code, "parent": group if group in known else unit["parent"]}
        row["en"] = english.get(key) or unit["name"]
        for language, table in translated.items():
            # The same name as in English says nothing: the reader falls back to it.
            row[language] = table.get(key) if table.get(key) != row["en"] else ""
        rows.append(row)
    write("subdivisions.tsv", ["code", "parent", "kind", "zone", *LANGUAGES], rows, fixes)


if __name__ == "__main__":
    main()
