"""What tests of pages share: a browser."""

import pytest

from support.browsing import DESK, chromium


@pytest.fixture(scope="module")
def browser():
    with chromium() as found:
        yield found


@pytest.fixture
def visit(browser):
    """Opens a page in a browser of its own; what it says and asks for is kept beside it."""
    contexts = []

    def go(target, **context):
        contexts.append(browser.new_context(**{"viewport": DESK, **context}))
        page = contexts[-1].new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(target)
        return page

    yield go
    for context in contexts:
        context.close()
