"""Translates releases with a real engine and looks at what came out.

    tools/engines.py WARTA SERVER LOG [RELEASE ...]

WARTA is the program, SERVER the address of a LibreTranslate server, LOG the file in which it
notes each text it translates, a line of JSON each. The bundled samples, an English release
and the RELEASEs named are translated from Indonesian to Malay and from English to Spanish.

For each release: no paragraph may be lost, no mark of an unknown word or of a code may show,
markup must be that of the original, and numbers, dates and addresses must be there. Then a
paragraph of one release is changed, and that paragraph alone may be sent again.
"""

import html
import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

ENGLISH = """HARBOUR OFFICE OPENS NEW LIGHTHOUSE COURSE
WELLINGTON - The Harbour Office of the Northern Coast opened a course for 24 keepers of lighthouses on Monday (3/11/2025).

The course costs 1,250.50 dollars and ends on 5 November 2025. Those who want to take part can write to kursus@pelabuhan.example or read https://pelabuhan.example/kursus/2025.

"Nobody has to guess the way home any more," said the head of the office.
"""

ENGINE = """
[[engine]]
name = "libretranslate"
kind = "libretranslate"
url = "{server}/"
pairs = ["id-ms", "en-es"]

[publish]
dir = "public"
"""

FEEDS = """languages = ["id", "ms", "en", "es"]
regions = ["001"]
formats = ["json"]
entries = 60
"""

SOURCE = """[source]
name = "{name}"
language = "{language}"

[folder]
path = "drop/{name}"
settle_secs = 0
"""

NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
ADDRESS = re.compile(r"https?://[^\s<>\"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
TAG = re.compile(r"</?([a-z0-9]+)")


def run(warta, home, *arguments):
    """Runs the program; what it printed."""
    command = [warta, "--home", str(home), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stderr}")
    return done.stdout


def items(home, language):
    """The items of a language's feed by their ids."""
    path = home / "public" / language / "feed.json"
    if not path.exists():
        path = home / "public" / language / "001" / "feed.json"
    return {item["id"]: item for item in json.loads(path.read_text("utf-8"))["items"]}


def inner(item):
    """The text of an item without what was put around a translation."""
    text = item["content_html"]
    wrapped = re.search(r'<div lang="[^"]*">\n(.*)\n</div>', text, re.S)
    return wrapped.group(1) if wrapped else text


def blocks(text):
    """The blocks of a text, a line each."""
    return [line for line in text.split("\n") if line.strip()]


def words(text):
    """Markup to words."""
    return html.unescape(re.sub(r"<[^>]*>", " ", text))


def faults(original, translation):
    """What is wrong with a translation."""
    before, after = blocks(inner(original)), blocks(inner(translation))
    if len(before) != len(after):
        yield f"{len(before)} blocks became {len(after)}"
    if translation["_warta"]["translation"]["partial"]:
        yield "it is translated in part"
    pairs = [(original["title"], translation["title"]), *zip(before, after)]
    for source, target in pairs:
        shown = words(target)
        if re.search(r"(?<!\S)[*#@](?=\w)", shown) and not re.search(r"(?<!\S)[*#@]", words(source)):
            yield f"a mark of an unknown word: {shown[:80]}"
        if re.search(r"[\u27e6\u27e7]|@@PH", shown):
            yield f"a mark of a code: {shown[:80]}"
        if Counter(TAG.findall(source)) != Counter(TAG.findall(target)):
            yield f"other markup: {target[:80]}"
        for what, pattern in (("number", NUMBER), ("address", ADDRESS)):
            lost = Counter(pattern.findall(words(source))) - Counter(pattern.findall(shown))
            if lost:
                yield f"a {what} is lost: {', '.join(lost)}"


def noted(log):
    """The texts the server was asked for so far."""
    path = Path(log)
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return [json.loads(line)["text"] for line in lines]


def main():
    """Runs it all; 1 when something is wrong."""
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    warta, server, log, *releases = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        subprocess.run([warta, "init", str(home)], check=True, capture_output=True)
        for old in (home / "config/sources").glob("*"):
            old.unlink()
        for old in (home / "feeds").glob("*"):
            old.unlink()
        config = home / "config/warta.toml"
        config.write_text(config.read_text("utf-8") + ENGINE.format(server=server), "utf-8")
        (home / "feeds/all.toml").write_text(FEEDS, "utf-8")
        for name, language in (("siaran", "id"), ("office", "en")):
            source = SOURCE.format(name=name, language=language)
            (home / f"config/sources/{name}.toml").write_text(source, "utf-8")
            (home / f"drop/{name}").mkdir(parents=True)
        texts = sorted((ROOT / "config/samples").glob("*/*")) + [Path(one) for one in releases]
        for text in texts:
            name = f"{text.parent.name}-{text.name}"
            (home / "drop/siaran" / name).write_bytes(text.read_bytes())
        lighthouse = home / "drop/office/lighthouse.txt"
        lighthouse.write_text(ENGLISH, "utf-8")
        run(warta, home, "pull")
        wrong = look(home, (("id", "ms"), ("en", "es")))
        asked = len(noted(log))
        lighthouse.write_text(ENGLISH.replace("24 keepers", "26 keepers"), "utf-8")
        run(warta, home, "pull")
        again = noted(log)[asked:]
        print(f"after one change: {len(again)} of {asked} texts asked again")
        if len(again) != 1 or "26 keepers" not in again[0]:
            wrong += 1
            print(f"  asked again: {again}")
    print("no fault" if wrong == 0 else f"{wrong} faults")
    sys.exit(1 if wrong else 0)


def look(home, pairs):
    """Looks at every translation; how much is wrong."""
    wrong = 0
    for source, target in pairs:
        originals, translations = items(home, source), items(home, target)
        found = [one for one in translations.values() if "translation" in one["_warta"]]
        print(f"{source} to {target}: {len(found)} of {len(originals)} releases")
        if not found or len(found) != len(originals):
            wrong += 1
        for translation in found:
            original = originals[translation["_warta"]["translation"]["of"]]
            for fault in faults(original, translation):
                wrong += 1
                print(f"  {translation['title'][:60]}: {fault}")
    return wrong


if __name__ == "__main__":
    main()
