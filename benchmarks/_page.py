"""What the overview of the demonstration costs, cold: bytes and requests in a browser, and time at the server.

    python benchmarks/_page.py

`troth serve --demo` runs in a process of its own. Chromium opens the overview with an empty cache and an office's
session; every answer is counted with its head, as it came over the wire (`page_bytes`, `page_requests`), and a request
to any other address ends the benchmark. Where there is no Chromium, what the page itself refers to is fetched and counted
instead, and `page_by` says so. `page_html_bytes` is the page unpacked. `page_server_ms` is the median time over one
connection, from request to the last byte, of pages that the desk has made ready, asked for one after another by three
offices and the public; `page_first_ms` is the very first one after the start.
"""

import json
import os
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

CASE = Path(__file__).resolve().parent.parent / "cases" / "gaza-pause-2023"
TURNS = 40
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def demo() -> Iterator[str]:
    """The demonstration, running; gives its address."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "troth",
            "serve",
            str(CASE),
            "--demo",
            "--port",
            "0",
            "--data",
            f"{folder}/desk",
        ]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            try:
                if found is None:
                    sys.exit("the demonstration does not start")
                yield found[0]
            finally:
                process.send_signal(signal.SIGINT)
                process.communicate()


def come_in(url: str, number: int) -> httpx.Client:
    """A browser that has come in as an office of the demonstration."""
    client = httpx.Client(base_url=url, timeout=120, headers={"accept": "text/html"})
    text = client.get("/demo").text
    token = re.findall(r'name="csrf" value="([^"]+)"', text)[0]
    handles = re.findall(r'name="handle" value="([^"]+)"', text)
    client.post("/demo", data={"csrf": token, "handle": handles[number]})
    return client


def server_times(url: str, client: httpx.Client) -> dict[str, float]:
    """How long the server takes for the overview."""
    begun = time.perf_counter()
    client.get("/").raise_for_status()
    first = (time.perf_counter() - begun) * 1000
    readers = [client, come_in(url, 1), come_in(url, 2), httpx.Client(base_url=url, timeout=120)]
    for reader in readers:
        reader.get("/").raise_for_status()
    time.sleep(3)  # the desk makes ready what was asked for
    times = []
    for turn in range(TURNS):
        begun = time.perf_counter()
        readers[turn % len(readers)].get("/").raise_for_status()
        times.append((time.perf_counter() - begun) * 1000)
    return {
        "page_server_ms": round(statistics.median(times), 1),
        "page_server_p95_ms": round(statistics.quantiles(times, n=20)[-1], 1),
        "page_first_ms": round(first, 1),
    }


def in_chromium(url: str, cookies: httpx.Cookies, program: str) -> dict[str, Any]:
    """The overview in a browser with an empty cache, by what came over the wire."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    found: dict[str, int] = {}
    asked: dict[str, str] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
        )
        context = browser.new_context()
        context.add_cookies([{"name": one.name, "value": one.value or "", "url": url} for one in cookies.jar])
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on(
            "Network.requestWillBeSent",
            lambda event: asked.update({event["requestId"]: event["request"]["url"]}),
        )
        wire.on(
            "Network.loadingFinished",
            lambda event: found.update({event["requestId"]: int(event["encodedDataLength"])}),
        )
        page.goto(f"{url}/", wait_until="load")
        page.wait_for_timeout(3_000)
        browser.close()
    addresses = [one for one in asked.values() if not one.startswith("data:")]
    outside = [one for one in addresses if urlsplit(one).netloc != urlsplit(url).netloc]
    if outside:
        sys.exit(f"the overview loads from outside: {outside}")
    return {"page_bytes": sum(found.values()), "page_requests": len(addresses), "page_by": "chromium"}


def by_references(client: httpx.Client) -> dict[str, Any]:
    """The overview and all that it refers to, packed, with the heads of the answers."""
    answers = [client.get("/")]
    files = set(re.findall(r'(?:src|href)="(/(?:static|door)/[^"]+)"', answers[0].text))
    answers += [client.get(one) for one in sorted(files)]
    total = sum(
        one.num_bytes_downloaded + len(b"".join(name + value + b"    " for name, value in one.headers.raw))
        for one in answers
    )
    return {
        "page_bytes": total,
        "page_requests": len(answers) + 1,
        "page_by": "references, and one for the live stream",
    }


def page(_size: int = 0) -> dict[str, Any]:
    """Measure the overview: `page_bytes`, `page_requests`, `page_html_bytes`, `page_server_ms`."""
    with demo() as url:
        client = come_in(url, 0)
        times = server_times(url, client)
        html = len(client.get("/").content)
        program = next(filter(None, map(shutil.which, CHROMIUM)), None)
        try:
            wire = by_references(client) if program is None else in_chromium(url, client.cookies, program)
        except ImportError:
            wire = by_references(client)
    return {**wire, "page_html_bytes": html, **times}


if __name__ == "__main__":
    print(json.dumps(page()))
