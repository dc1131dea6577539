#!/usr/bin/env python3
"""Sorts the sanitising expectations of the peers' suite.

  sorted.py EXPECTATIONS.jsonl RESULT.json [--left]

An expectation counts as ours when what it wants kept is made of elements and attributes of
our own allow-list (src/text/sanitize/mod.rs), standing where HTML lets them stand. What wants
more (span, style, id, class, SVG, forms, ...) is dropped on purpose and counted apart.
`--left` lists what of ours is not met. Exit code 1 when less than 98 % is met, or when
anything dangerous is left in an answer.
"""
import html.parser
import json
import pathlib
import re
import sys

SOURCE = pathlib.Path(__file__).parents[2] / "src/text/sanitize/mod.rs"
VOID = {"br", "hr", "img"}
# Parts of a table are nothing outside of one, and a browser drops their tags.
TABLE_PARTS = {"caption", "tbody", "td", "tfoot", "th", "thead", "tr"}
DANGER = re.compile(r"<\s*(script|style|iframe|object|embed|svg|math|form)|<[^>]*\son\w+=|<[^>]*(javascript|vbscript):", re.I)


def allow_list():
    """The elements and attributes, read out of the program's own source."""
    source = SOURCE.read_text("utf-8")
    words = lambda name: re.search(rf"const {name}: [^=]*= \[(.*?)\];", source, re.S)[1]
    tags = set(re.findall(r'"([^"]+)"', words("TAGS"))) | {"div"}
    everywhere = set(re.findall(r'"([^"]+)"', words("EVERYWHERE"))) - {"class"}
    some = {}
    for tag, names in re.findall(r'\("(\w+)",\s*&\[(.*?)\]\)', words("ATTRIBUTES"), re.S):
        some[tag] = set(re.findall(r'"([^"]+)"', names))
    return tags, everywhere, some


class Wanted(html.parser.HTMLParser):
    """Says why an expectation is not ours, if it is not."""

    def __init__(self, rules):
        super().__init__()
        self.tags, self.everywhere, self.some = rules
        self.open, self.why = [], None

    def handle_starttag(self, tag, attributes):
        own = self.everywhere | self.some.get(tag, set())
        for key, value in attributes:
            if key not in own:
                self.why = self.why or f"{tag} {key}="
            elif key in ("href", "src", "cite") and not value:
                self.why = self.why or f"{tag} with an empty {key}"
        if tag not in self.tags:
            self.why = self.why or f"<{tag}>"
        elif tag in TABLE_PARTS and "table" not in self.open:
            self.why = self.why or f"<{tag}> outside of a table"
        elif tag == "img" and not dict(attributes).get("src"):
            self.why = self.why or "a picture without an address"
        if tag not in VOID:
            self.open.append(tag)


def reason(value, rules):
    wanted = Wanted(rules)
    wanted.feed(str(value))
    wanted.close()
    return wanted.why


def main():
    expectations, result = sys.argv[1:3]
    rules = allow_list()
    failed = {(row[1], row[2], str(row[3])): row[4] for row in json.load(open(result))["fails"]}
    counts = {"ours": [0, 0], "dropped on purpose": [0, 0]}
    left, danger = [], []
    for line in open(expectations):
        row = json.loads(line)
        if not row["class"].startswith("wellformed/sanitize"):
            continue
        kept = row["op"] in ("eq", "has")
        why = reason(row["value"], rules) if kept else None
        count = counts["dropped on purpose" if why else "ours"]
        key = (row["file"], row["path"], str(row["value"]))
        count[1] += 1
        count[0] += key not in failed
        if key in failed:
            got = str(failed[key])
            if not why:
                left.append((row["file"], row["value"], got))
            if DANGER.search(got):
                danger.append((row["file"], got))
    for name, (met, of) in counts.items():
        print(f"sanitize, {name:20} {met:4} of {of:4} met  {100 * met / max(1, of):5.1f} %")
    print(f"sanitize, dangerous left {len(danger):8}")
    for row in danger:
        print("DANGER", *row)
    if "--left" in sys.argv:
        for row in left:
            print("LEFT", *map(repr, row))
    met, of = counts["ours"]
    sys.exit(bool(danger) or met < 0.98 * of)


if __name__ == "__main__":
    main()
