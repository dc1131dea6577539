"""Runs a LibreTranslate server on the loopback address, with Apertium for its models.

The models LibreTranslate translates with are fetched from the internet. This starts the real
server with two pairs of languages that are translated by Apertium's web service instead:
requests, answers, limits and errors are LibreTranslate's own, the words are Apertium's.

    tools/libretranslate-on-loopback.py PORT APY LOG

APY is the address of Apertium's web service. Every text that is translated is written to the
file LOG, a line of JSON each. It prints `listening` once it does, and ends with the signal
that ends any program. It runs with the interpreter of an environment that has libretranslate.
"""

import json
import sys
import threading
import urllib.parse
import urllib.request

# Code of LibreTranslate, name, and the mode of Apertium for what it is translated into.
LANGUAGES = {
    "id": ("Indonesian", {"ms": "ind|zlm"}),
    "ms": ("Malay", {}),
    "en": ("English", {"es": "eng|spa"}),
    "es": ("Spanish", {}),
}
# APy closes the connection when a request is longer.
CHARS_MAX = 1000
LOG = threading.Lock()


class Hypothesis:
    """One answer."""

    def __init__(self, value):
        self.value = value
        self.score = 0.0


class Translation:
    """From one language to another."""

    def __init__(self, apy, mode, log, to_lang):
        self.apy, self.mode, self.log, self.to_lang = apy, mode, log, to_lang

    def hypotheses(self, text, _count=1):
        """The answers to a text: one."""
        with LOG, open(self.log, "a", encoding="utf-8") as log:
            log.write(json.dumps({"mode": self.mode, "text": text}, ensure_ascii=False) + "\n")
        return [Hypothesis("".join(self.translated(part) for part in parts(text)))]

    def translated(self, text):
        """A part, short enough for APy."""
        if not text.strip():
            return text
        words = urllib.parse.urlencode({"langpair": self.mode, "q": text, "markUnknown": "no"})
        with urllib.request.urlopen(f"{self.apy}/translate", words.encode(), timeout=30) as answer:
            said = json.load(answer)["responseData"]["translatedText"]
        return said.rstrip("\n") + text[len(text.rstrip()) :]


def parts(text):
    """A text in parts that end behind a sentence."""
    while len(text) > CHARS_MAX:
        end = text.rfind(". ", 0, CHARS_MAX)
        end = end + 2 if end > 0 else CHARS_MAX
        yield text[:end]
        text = text[end:]
    yield text


class Language:
    """A language that is there."""

    def __init__(self, code, name):
        self.code, self.name, self.translations_from = code, name, []

    def get_translation(self, other):
        """What translates from this language into another, if anything does."""
        return next((one for one in self.translations_from if one.to_lang is other), None)

    def __str__(self):
        return self.name


def main():
    """Takes its places from the command line and serves until it is ended."""
    if len(sys.argv) != 4 or not sys.argv[1].isdigit():
        sys.exit(__doc__)
    port, apy, log = sys.argv[1:]
    # LibreTranslate reads the command line too.
    sys.argv = ["libretranslate", "--host", "127.0.0.1", "--port", port, "--disable-web-ui"]
    from argostranslate import translate

    known = {code: Language(code, name) for code, (name, _) in LANGUAGES.items()}
    for code, (_, targets) in LANGUAGES.items():
        for to, mode in targets.items():
            one = Translation(apy.rstrip("/"), mode, log, known[to])
            known[code].translations_from.append(one)
    translate.get_installed_languages = lambda: list(known.values())
    from libretranslate import init

    # Fetches models where there are none.
    init.boot = lambda *_, **__: None
    from libretranslate.main import main as serve

    print("listening", flush=True)
    serve()


if __name__ == "__main__":
    main()
