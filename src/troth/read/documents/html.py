"""HTML: a walk of our own through lxml's tree, which forgives what browsers forgive."""

from collections.abc import Iterator

from lxml import etree
from lxml import html as tree

from troth.read.listed import listed

from .document import BlockKind, Draft, UnreadableError

_SKIPPED = listed(
    "script style noscript template svg nav form button select iframe head aside canvas object figure"
)
_PARTS = listed(
    "p div section article main header footer blockquote pre dd dt td th li address center body html ul ol dl tbody figcaption details summary"
)
_BOILER = listed(
    "menu sidebar breadcrumb cookie share social related newsletter comments advert banner pagination"
)
WIDEST = 200
"""Columns of a table that are read: cells that span others could else make millions of a page of a few kilobytes."""
DEEPEST = 400
"""Elements nested deeper than this are read as one text."""


def read_html(content: str) -> tuple[Draft, str, str]:
    """The blocks of a page, its title, and the date that it gives (as written), or nothing."""
    try:
        root = tree.fromstring(content, parser=tree.HTMLParser(encoding=None, huge_tree=True))
    except (etree.ParserError, ValueError) as error:
        msg = f"the HTML holds nothing that can be read ({error})"
        raise UnreadableError(msg) from error
    draft = Draft()
    title = _first_text(root, "//title") or _first_text(root, "//h1")
    _Walk(draft).element(_main(root), 0)
    return draft, title, _date(root)


def _first_text(root: etree._Element, path: str) -> str:
    found = root.xpath(path)
    return " ".join(found[0].text_content().split()) if isinstance(found, list) and found else ""


def _date(root: etree._Element) -> str:
    for path in (
        "//meta[@property='article:published_time']/@content",
        "//meta[@name='date']/@content",
        "//time/@datetime",
    ):
        found = root.xpath(path)
        if isinstance(found, list) and found:
            return str(found[0])
    return ""


def _main(root: etree._Element) -> etree._Element:
    """The article, if the page marks one that holds most of its paragraphs; else all of it."""
    for path in ("//article", "//main", "//*[@role='main']"):
        found = root.xpath(path)
        if (
            isinstance(found, list)
            and len(found) == 1
            and len(found[0].text_content()) * 2 > len(root.text_content()) * 0.6
        ):
            return found[0]
    return root


class _Walk:
    """The state of one walk: where text is gathered until a block ends."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.open: list[str] = []
        self.place = ""

    def flush(self, kind: BlockKind = BlockKind.PARAGRAPH, level: int = 0) -> None:
        """End the block that is open."""
        self.draft.add("".join(self.open), kind, level=level, place=self.place)
        self.open.clear()

    def element(self, root: etree._Element, depth: int) -> None:
        """Walk without recursion through what is nested; each item is an element, or what follows when it ends."""
        stack: list[tuple[etree._Element, bool, int]] = [(root, False, depth)]
        while stack:
            node, closing, level = stack.pop()
            if closing:
                self._close(node)
                self.open.append(node.tail or "")
                continue
            if not isinstance(node.tag, str) or _hidden(node):
                self.open.append(node.tail or "")
                continue
            if node.tag == "table" and level < DEEPEST:
                self.flush()
                self._table(node)
                self.open.append(node.tail or "")
                continue
            self._open(node)
            self.open.append(node.text or "")
            stack.append((node, True, level))
            stack.extend((child, False, level + 1) for child in reversed(node))

    def _open(self, node: etree._Element) -> None:
        if node.tag == "br":
            self.open.append("\n")
        elif node.tag in _PARTS or _heading(node):
            self.flush()
            self.place = node.getroottree().getpath(node) if len(self.draft.blocks) < 20_000 else ""

    def _close(self, node: etree._Element) -> None:
        if level := _heading(node):
            self.flush(BlockKind.HEADING, level)
        elif node.tag == "li":
            self.flush(BlockKind.BULLET, sum(1 for _ in node.iterancestors("ul", "ol")) - 1)
        elif node.tag in _PARTS:
            self.flush()

    def _table(self, node: etree._Element) -> None:
        rows = list(_rows(node))
        header = (
            sum(1 for row in node.iter("tr") if len(row) and all(cell.tag == "th" for cell in row))
            if rows
            else 0
        )
        place = node.getroottree().getpath(node)
        if len(rows) == 1 and len(rows[0]) == 1:
            self.draft.add(rows[0][0], BlockKind.PARAGRAPH, place=place)
        else:
            self.draft.add_table(rows, header=max(1, min(header, 2)), place=place)


def _heading(node: etree._Element) -> int:
    tag = node.tag
    return (
        int(tag[1]) if isinstance(tag, str) and len(tag) == 2 and tag[0] == "h" and tag[1] in "123456" else 0
    )


def _hidden(node: etree._Element) -> bool:
    if node.tag in _SKIPPED or node.get("hidden") is not None or node.get("aria-hidden") == "true":
        return True
    style = (node.get("style") or "").replace(" ", "").lower()
    if "display:none" in style or "visibility:hidden" in style:
        return True
    named = f"{node.get('class') or ''} {node.get('id') or ''}".lower()
    return any(word in named for word in _BOILER) and node.tag not in {"body", "html", "main", "article"}


def _rows(table: etree._Element) -> Iterator[list[str]]:
    """The rows with every cell repeated over the rows and columns that it spans."""
    below: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is not table:
            continue
        cells: list[str] = []
        for cell in row:
            if cell.tag not in {"td", "th"}:
                continue
            _fill(cells, below)
            said = cell.text_content()
            for _ in range(min(_count(cell.get("colspan")), WIDEST - len(cells))):
                if (deep := _count(cell.get("rowspan"))) > 1:
                    below[len(cells)] = (deep - 1, said)
                cells.append(said)
        _fill(cells, below)
        if cells:
            yield cells


def _fill(cells: list[str], below: dict[int, tuple[int, str]]) -> None:
    while len(cells) in below and len(cells) < WIDEST:
        left, said = below.pop(len(cells))
        if left > 1:
            below[len(cells)] = (left - 1, said)
        cells.append(said)


def _count(said: str | None) -> int:
    return max(1, min(int(said), 50)) if said and said.strip().isdigit() else 1
