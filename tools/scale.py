#!/usr/bin/env python3
"""Thousands of sources, each on a loopback address of its own, three in ten of them faulty.

Writes a home with that many sources, serves them all from this process, runs `warta run` on
the home as a program of its own, and watches it: memory, open files, threads, processor time.
It ends when every good source has been asked twice, or when the time is over, and fails when
a good source is not fresh, when memory passed the limit, or when files stay open.

    tools/scale.py [--sources 10000] [--minutes 12] [--warta target/debug/warta]
"""

import argparse
import asyncio
import gzip
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MEMORY_MB = 250
"""What the program may hold at its highest."""

SLACK = 60
"""Open files more than before the first pull, at the quietest: idle connections that are not
closed yet."""

FAULTS = [
    "refused", "stall", "500", "404", "garbage", "truncated", "reset", "endless",
    "login", "loop", "429", "broken gzip", "drip", "firewall", "empty", "bomb",
]

PORT = 18480


def address(number):
    """A loopback address of its own for every source."""
    return f"127.{20 + number // 62500}.{number // 250 % 250}.{1 + number % 250}"


def fault_of(number):
    """What is wrong with a source: seven in ten are good."""
    if number % 10 < 7:
        return None
    return FAULTS[(number // 10 * 3 + number % 10 - 7) % len(FAULTS)]


def feed(number):
    """A feed with one release."""
    return (
        f'<rss version="2.0"><channel><title>Kantor {number}</title>'
        f"<link>http://{address(number)}/</link><item><guid isPermaLink=\"false\">{number}</guid>"
        f"<title>Kantor nomor {number} membuka loket</title>"
        "<pubDate>Thu, 06 Jun 2024 08:00:00 +0700</pubDate>"
        f"<description>PONTIANAK - Kantor nomor {number} membuka loket baru, Kamis (6/6/2024)."
        "</description></item></channel></rss>"
    ).encode()


def head(status, body, *lines):
    """An answer with a body."""
    text = "".join(f"{line}\r\n" for line in lines)
    return (
        f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{text}\r\n".encode() + body
    )


class Tally:
    """What the sources were asked."""

    def __init__(self, count):
        self.asked = [0] * count
        self.same = 0
        self.whole = 0
        self.open = 0
        self.most = 0


class Origin(asyncio.Protocol):
    """One source's server."""

    def __init__(self, number, tally):
        self.number, self.tally = number, tally
        self.fault = fault_of(number)
        self.rest = b""
        self.timer = None

    def connection_made(self, transport):
        self.transport = transport
        self.tally.open += 1
        self.tally.most = max(self.tally.most, self.tally.open)

    def connection_lost(self, _):
        self.tally.open -= 1
        if self.timer:
            self.timer.cancel()

    def data_received(self, data):
        self.rest += data
        while b"\r\n\r\n" in self.rest:
            request, self.rest = self.rest.split(b"\r\n\r\n", 1)
            self.tally.asked[self.number] += 1
            self.answer(request)

    def answer(self, request):
        write, fault = self.transport.write, self.fault
        if fault is None:
            body = feed(self.number)
            if self.number % 10 == 6:
                # nothing to ask "has it changed?" with
                self.tally.whole += 1
                return write(head("200 OK", body, "Content-Type: application/rss+xml"))
            tag = f'"{self.number}"'
            if f"if-none-match: {tag}".encode() in request.lower():
                self.tally.same += 1
                return write(f"HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\n\r\n".encode())
            self.tally.whole += 1
            return write(head("200 OK", body, "Content-Type: application/rss+xml", f"ETag: {tag}"))
        if fault == "stall":
            return None
        if fault == "garbage":
            write(b"SSH-2.0-babble\r\n\r\n")
        elif fault == "truncated":
            write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<rss>")
        elif fault == "reset":
            return self.transport.abort()
        elif fault == "endless":
            write(b"HTTP/1.1 200 OK\r\n\r\n")
            return self.pour(b" " * 65536, 0)
        elif fault == "drip":
            write(b"HTTP/1.1 200 OK\r\n\r\n")
            return self.pour(b" ", 1)
        elif fault == "bomb":
            write(head("200 OK", BOMB, "Content-Encoding: gzip"))
        elif fault == "broken gzip":
            write(head("200 OK", b"no gzip", "Content-Encoding: gzip"))
        elif fault == "login":
            write(head("200 OK", b"<html><title>Login</title><input type=\"password\"></html>"))
        elif fault == "firewall":
            write(head("200 OK", b"<html><title>Just a moment...</title></html>"))
        elif fault == "empty":
            write(head("200 OK", b""))
        elif fault == "loop":
            write(head("301 Moved Permanently", b"", f"Location: /{time.time_ns()}"))
            return None
        elif fault == "429":
            write(head("429 Too Many Requests", b"", "Retry-After: 600"))
        else:
            write(head(f"{fault} Trouble", b"<h1>trouble</h1>"))
        return self.transport.close()

    def pour(self, part, pause):
        """Sends a part again and again until nobody listens."""
        if self.transport.is_closing():
            return
        if self.transport.get_write_buffer_size() < 1_000_000:
            self.transport.write(part)
        self.timer = asyncio.get_running_loop().call_later(pause or 0.001, self.pour, part, pause)


BOMB = gzip.compress(b" " * 50_000_000, 9)


def write_home(home, count):
    """A home with a file for every source, asked every five minutes."""
    (home / "config/sources").mkdir(parents=True)
    (home / "feeds").mkdir()
    (home / "config/warta.toml").write_text(
        '[site]\nname = "Skala"\n[server]\nlisten = "127.0.0.1:0"\nmetrics = false\n'
        '[fetch]\ncontact = "desk@warta.example"\nallow = ["127.0.0.0/8"]\n'
        "pulls = 256\nconnect_secs = 5\ntotal_secs = 10\n"
    )
    (home / "feeds/semua.toml").write_text('languages = ["id"]\nregions = ["ID"]\n')
    for number in range(count):
        (home / f"config/sources/s{number:05}.toml").write_text(
            f'[source]\nlanguage = "id"\nregion = "ID-KB"\nschedule = "every 5m"\n'
            f'[feed]\nurl = "http://{address(number)}:{PORT}/feed.xml"\n'
        )


class Watch:
    """A running program, looked at from outside."""

    def __init__(self, pid):
        self.pid = pid

    def status(self, key):
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith(f"{key}:"):
                return int(line.split()[1])
        return 0

    def files(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def processor(self):
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def serve(count, tally):
    loop = asyncio.get_running_loop()
    servers = []
    for number in range(count):
        if fault_of(number) == "refused":
            continue
        make = lambda number=number: Origin(number, tally)
        servers.append(await loop.create_server(make, address(number), PORT, backlog=8))
    return servers


async def run(arguments, home):
    count, tally = arguments.sources, Tally(arguments.sources)
    servers = await serve(count, tally)
    print(f"{len(servers)} servers listen", flush=True)
    log = open(home / "log", "w")
    start = time.time()
    program = subprocess.Popen(
        [arguments.warta, "--home", str(home), "run"], stdout=log, stderr=log,
        env={**os.environ, "WARTA_LOG": "error"},
    )
    watch = Watch(program.pid)
    good = [number for number in range(count) if fault_of(number) is None]
    tagged = [number for number in good if number % 10 != 6]
    before, quiet = None, []
    end = start + arguments.minutes * 60
    try:
        while time.time() < end and program.poll() is None:
            await asyncio.sleep(5)
            first = sum(1 for number in good if tally.asked[number] > 0)
            again = sum(1 for number in tagged if tally.asked[number] > 1)
            if before is None and first == 0:
                base = watch.files()
                continue
            before = before or base
            print(
                f"{time.time() - start:5.0f} s  asked {first}/{len(good)}, again "
                f"{again}/{len(tagged)}  304: {tally.same}  memory {watch.status('VmRSS') // 1024} MB"
                f" (most {watch.status('VmHWM') // 1024})  files {watch.files()}"
                f"  threads {watch.status('Threads')}  cpu {watch.processor():.1f} s",
                flush=True,
            )
            if first == len(good):
                quiet.append((watch.files(), watch.status("Threads")))
                if again == len(tagged) and len(quiet) >= 8:
                    break
        most = watch.status("VmHWM") // 1024
        spent = watch.processor()
    finally:
        program.send_signal(signal.SIGTERM)
        stopping = time.time()
        while program.poll() is None and time.time() - stopping < 15:
            await asyncio.sleep(0.1)
        took = time.time() - stopping
        if program.poll() is None:
            program.kill()
        for server in servers:
            server.close()
    listing = subprocess.run(
        [arguments.warta, "--home", str(home), "sources", "--json"], capture_output=True, check=True
    )
    return judge(json.loads(listing.stdout), good, tagged, tally, most, before, quiet, program, took, spent)


def judge(rows, good, tagged, tally, most, before, quiet, program, took, spent):
    """Says how it went; gives the exit code."""
    stand = {int(row["id"][1:]): row for row in rows}
    fresh = [n for n in good if stand[n].get("ok_at") and stand[n]["failures"] == 0]
    released = sum(stand[n]["releases"] for n in good)
    bad = [n for n in stand if fault_of(n) is not None]
    told = [n for n in bad if stand[n]["failures"] > 0 and stand[n].get("code")]
    codes = {}
    for number in told:
        codes[stand[number]["code"]] = codes.get(stand[number]["code"], 0) + 1
    files = min((files for files, _ in quiet), default=None)
    again = sum(1 for n in tagged if tally.asked[n] > 1)
    checks = [
        (len(fresh) == len(good), f"{len(fresh)} of {len(good)} good sources are fresh, "
         f"{again} of {len(tagged)} asked again, {tally.same} answers were 304"),
        (released == len(good), f"{released} releases of {len(good)}"),
        (len(told) == len(bad), f"{len(told)} of {len(bad)} faulty ones are told of: {codes}"),
        (most < MEMORY_MB, f"{most} MB of memory at most (limit {MEMORY_MB})"),
        (files is not None and files <= before + SLACK,
         f"{files} open files after it, {before} before (slack {SLACK}); {tally.most} "
         f"connections at most, {tally.open} open at the end"),
        (program.returncode == 0, f"ended with {program.returncode} in {took:.1f} s"),
    ]
    for well, words in checks:
        print("ok  " if well else "BAD ", words)
    print(f"     {spent:.1f} s of processor for {sum(tally.asked)} requests")
    return 0 if all(well for well, _ in checks) else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=14)
    parser.add_argument("--warta", default="target/debug/warta")
    arguments = parser.parse_args()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard < arguments.sources * 1.2:
        sys.exit(f"this needs {arguments.sources * 1.2:.0f} open files, and may have {hard}")
    with tempfile.TemporaryDirectory(prefix="warta-scale-") as folder:
        home = Path(folder)
        write_home(home, arguments.sources)
        sys.exit(asyncio.run(run(arguments, home)))


if __name__ == "__main__":
    main()
