"""The frame of every suite: python NAME.py BASE_URL MODEL [--kill].

With --kill a node is killed (kill -9) before some checks and in the middle of each stream; that needs embedded
nodes, whose process ids the gateway tells.
"""
import json
import os
import signal
import sys
import time
import traceback
import urllib.error
import urllib.request

if len(sys.argv) < 3:
    sys.exit("usage: python NAME.py BASE_URL MODEL [--kill]")
BASE, MODEL = sys.argv[1:3]
KILLING = "--kill" in sys.argv[3:]
STORY = "Tell me a story."
TOKENS = 60
KILL_AT = [1, 7, 16, 25, 33, 48] if os.environ.get("COMPAT_LONG") else [3, 30]
CALLS_FOR_A_KILL = 3 if os.environ.get("COMPAT_LONG") else 6

_killed = set()
_calls = 0
_failures = 0


def _living_nodes():
    with urllib.request.urlopen(BASE + "/api/v1/nodes") as response:
        nodes = json.load(response)["nodes"]
    return [node for node in nodes if node["status"] == "healthy" and node["pid"] not in _killed]


def _spare_node():
    """Waits until a node may be killed, since another one lives too."""
    living = _living_nodes()
    while len(living) < 2:
        time.sleep(0.02)
        living = _living_nodes()
    return living[_calls % len(living)]


def _answering_node():
    for node in _living_nodes():
        if node["in_flight"] > 0:
            return node
    raise AssertionError("no node answers: the stream was over before it could be broken")


def _kill(node):
    _killed.add(node["pid"])
    os.kill(node["pid"], signal.SIGKILL)


def check(name, run):
    """Runs one check and prints what came of it."""
    global _calls, _failures
    try:
        _calls += 1
        if KILLING and _calls % CALLS_FOR_A_KILL == 0:
            _kill(_spare_node())
        run()
        print("ok   " + name)
    except Exception:  # whatever a client throws is a failed check
        _failures += 1
        print("FAIL " + name + ": " + traceback.format_exc())


def served(path):
    """Whether a path is served."""
    try:
        urllib.request.urlopen(BASE + path).close()
    except urllib.error.HTTPError as e:
        if e.code == 404:
            print("SKIP " + path + " is not served yet")
            return False
    return True


def check_stream(name, open_stream, text, each=lambda chunk: None):
    """Checks that a stream is whole, and with --kill that one broken at several chunks is equal to it."""
    undisturbed = []

    def whole():
        undisturbed.append(_read(open_stream, text, each, -1))
        assert len(undisturbed[0]) > 20, undisturbed

    def broken(at):
        answer = _read(open_stream, text, each, at)
        assert answer == undisturbed[0], (answer, undisturbed[0])

    check(name, whole)
    for at in KILL_AT if KILLING else []:
        check(f"{name}, killed at chunk {at}", lambda: broken(at))


def _read(open_stream, text, each, kill_at):
    pieces = []
    if kill_at > 0:
        _spare_node()
    for chunk in open_stream():
        each(chunk)
        piece = text(chunk)
        if piece:
            pieces.append(piece)
            if len(pieces) == kill_at:
                _kill(_answering_node())
    assert len(pieces) > kill_at, f"{len(pieces)} chunks"
    return "".join(pieces)


def fails(error, status, words, call):
    """Checks that a call raises an error with a status and all words in its text."""
    try:
        call()
    except error as e:
        assert e.status_code == status, e
        assert all(word in str(e) for word in words), e
        return
    raise AssertionError("no error was raised")


def end():
    """Ends the suite: 0 all is well, 1 a check failed, 77 nothing could be checked."""
    sys.exit(1 if _failures else 0 if _calls else 77)
