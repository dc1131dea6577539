#!/usr/bin/python3
"""Runs Apertium's web service on the loopback address only.

APy itself listens on every interface and has no option for it. This starts it in the
foreground on 127.0.0.1 and the port given, with the pairs Debian installs:

    tools/apy-on-loopback.py 2737

It prints `listening` once it does, and ends with the signal that ends any program.
"""

import logging
import sys

# Debian installs the service for its own interpreter.
sys.path.append("/usr/lib/python3/dist-packages")

PAIRS = "/usr/share/apertium"


def main():
    """Takes the port from the command line and serves until it is ended."""
    if len(sys.argv) != 2 or not sys.argv[1].isdigit():
        sys.exit(__doc__)
    # APy reads its command line while it is imported.
    sys.argv = ["apertium-apy", "--port", sys.argv[1], PAIRS]
    try:
        import tornado.httpserver
        from apertium_apy import apy
    except ImportError as missing:
        sys.exit(f"apertium-apy is not installed here: {missing}")

    bind = tornado.httpserver.HTTPServer.bind

    def bind_on_loopback(server, port, *_, **options):
        bind(server, port, **{**options, "address": "127.0.0.1"})

    start = tornado.httpserver.HTTPServer.start

    def start_and_say_so(server, *processes):
        start(server, *processes)
        print("listening", flush=True)

    tornado.httpserver.HTTPServer.bind = bind_on_loopback
    tornado.httpserver.HTTPServer.start = start_and_say_so
    logging.disable(logging.WARNING)
    apy.main()


if __name__ == "__main__":
    main()
