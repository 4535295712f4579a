#!/usr/bin/env python3
"""Records the answers of a real Ollama: record.py BASE_URL [DIRECTORY], BASE_URL without a path.

Each file of the directory, in the order of their names, holds a request; its response is asked anew and written beside
it. What would betray the machine is replaced, and long rows of numbers are cut, as the README there says.
"""
import http.client
import json
import pathlib
import re
import sys
import urllib.parse

NUMBERS_KEPT = 4
BASE64_KEPT = 32


def ask(address, request):
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    body = request.get("body")
    headers = {"Content-Type": "application/json"} if body is not None else {}
    connection.request(request["method"], request["path"], body and body.encode(), headers)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return {
        "status": response.status,
        "content_type": response.headers.get("Content-Type", ""),
        "lines": [scrub(line) for line in text.split("\n")],
    }


def scrub(line):
    line = re.sub(r'/[^\s"]*/(blobs|manifests)/(?=sha256|registry)', r"/models/\1/", line)
    line = re.sub(r"registry\.[a-z0-9.:-]+", "registry.example", line)
    line = re.sub(r"(lookup|dial tcp) .*?(?=[\"\\])", r"\1 registry.example: not reached", line)
    prefix, data = ("data: ", line[6:]) if line.startswith("data: ") else ("", line)
    try:
        value = json.loads(data)
    except ValueError:
        return line
    short = shorten(value)
    return line if short == value else prefix + json.dumps(short, separators=(",", ":"), ensure_ascii=False)


def shorten(value):
    if isinstance(value, dict):
        return {key: shorten(each) for key, each in value.items()}
    if isinstance(value, list):
        numbers = all(isinstance(each, (int, float)) for each in value)
        return [shorten(each) for each in (value[:NUMBERS_KEPT] if numbers else value)]
    if isinstance(value, str) and len(value) > 500 and re.fullmatch(r"[A-Za-z0-9+/=]+", value):
        return value[:BASE64_KEPT]
    return value


def main():
    address = urllib.parse.urlsplit(sys.argv[1])
    default = pathlib.Path(__file__).parent.parent / "src/test/resources/transcripts"
    directory = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else default
    for file in sorted(directory.glob("*.json")):
        transcript = json.loads(file.read_text())
        transcript["response"] = ask(address, transcript["request"])
        file.write_text(json.dumps(transcript, indent=1, ensure_ascii=False) + "\n")
        print(file.name, transcript["response"]["status"])


main()
