#!/usr/bin/env python3
"""Rebuilds cities.tsv: the larger cities of the world and the subdivisions they lie in.

See README.md beside this file for where the sources come from. Usage:

    python3 cities.py --cities cities15000.json --subdivisions subdivisions.tsv
"""

import argparse
import json
import pathlib
import re
import unicodedata

TSV = pathlib.Path(__file__).resolve().parents[2] / "src" / "gazetteer" / "tsv"
# From how many people on a city is listed, and from how many on with its names in scripts
# that are not its country's, and in other Latin spellings.
LEAST, KNOWN_ABROAD = 50_000, 400_000
# Where cities have names of their own in the languages of Europe: `Seville`, `Aleppo`.
EXONYMS = (
    "AL AR AT BA BE BG BR BY CH CL CO CU CZ DE DK DO DZ EC EE EG ES FI FR GB GR HR HU IE IL IQ "
    "IT LT LU LV LY MA MD MK MX NL NO PE PL PT RO RS RU SA SE SI SK SY TN TR UA UY VE"
).split()
# One script, and only the letters that the languages we read have: GeoNames does not say
# which language a name belongs to.
SCRIPTS = [
    (re.compile(r"[А-ЯЁ][А-Яа-яЁё]+(?:[ -][А-Яа-яЁё]+)*"), "RU BY KZ KG UZ TJ TM AM AZ GE MD UA"),
    (re.compile(r"[ء-غف-ي]{3,}(?: [ء-غف-ي]+)*"), "AE BH DJ DZ EG IQ JO KW LB LY MA MR OM PS QA "
     "SA SD SO SY TN YE IL"),
    (re.compile(r"[一-鿿]{2,6}"), "CN TW HK MO JP SG MY"),
    (re.compile(r"[ァ-ヺー・]{2,}"), ""),
    (re.compile(r"[가-힣]{2,}"), "KR KP"),
]
LATIN = re.compile(r"[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+(?:[ '’-]?[A-ZÀ-ÖØ-Þ]?[a-zà-öø-ÿ]+)*")
# What a city is, behind its name, in Chinese, Japanese and Korean: both forms are listed.
KINDS = re.compile(r"(?:特别|特別|广域|広域|廣域)?市$|(?:특별|광역)?시$")
# Cities whose names are ordinary words of a language we read.
ORDINARY = "Most Police Same Mobile Orange Man Ham Media Central Union Salto Of Bar Progreso".split()


def key(name):
    """The key names are found by: letters without their marks, in lower case."""
    flat = unicodedata.normalize("NFD", name.lower())
    return "".join(c for c in flat if c.isalnum() and not unicodedata.combining(c))


def spellings(city):
    own, country = city["name"], city["countrycode"]
    abroad = city["population"] >= KNOWN_ABROAD
    found = [own]
    for name in city["alternatenames"]:
        latin = LATIN.fullmatch(name) and len(name) >= 4 and abroad and country in EXONYMS
        other = any(
            script.fullmatch(name) and (abroad or country in homes.split())
            for script, homes in SCRIPTS
        )
        if latin or other:
            found.append(name.strip())
            bare = KINDS.sub("", name)
            if len(bare) >= 2:
                found.append(bare.strip())
    once = {}
    for name in found:
        once.setdefault(key(name) if name.isascii() or LATIN.fullmatch(name) else name, name)
    return [name for name in once.values() if "|" not in name]


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--cities", required=True)
    ask.add_argument("--subdivisions", required=True)
    given = ask.parse_args()
    known = {
        line.split("\t")[0]
        for line in (TSV / "subdivisions.tsv").read_text(encoding="utf-8").splitlines()
    }
    countries = {
        line.split("\t")[0]
        for line in (TSV / "countries.tsv").read_text(encoding="utf-8").splitlines()
    }
    iso = {}
    for line in pathlib.Path(given.subdivisions).read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) > 2 and cells[1] in known:
            iso.setdefault(cells[2], cells[1])
    rows, lost = [], {}
    cities = json.loads(pathlib.Path(given.cities).read_text(encoding="utf-8")).values()
    for city in cities:
        country = city["countrycode"]
        # Indonesia's have tables of their own.
        if city["population"] < LEAST or country == "ID" or city["name"] in ORDINARY:
            continue
        code = iso.get(f"{country}.{city['admin1code']}")
        if code is None:
            code = country
            lost[country] = lost.get(country, 0) + 1
        if country not in countries:
            continue
        rows.append((code, city["population"] // 1000, "|".join(spellings(city))))
    with open(TSV / "cities.tsv", "w", encoding="utf-8", newline="") as out:
        out.write("# Made by tools/gazetteer/cities.py from GeoNames (CC BY 4.0; see NOTICE).\n")
        out.write("# region\tthousands of people\tnames, its own first\n")
        for code, people, names in sorted(rows):
            out.write(f"{code}\t{people}\t{names}\n")
    print(len(rows), "cities; without a subdivision:", sum(lost.values()), lost)


if __name__ == "__main__":
    main()
