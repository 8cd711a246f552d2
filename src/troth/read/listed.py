"""Word lists as a reader reads them: words between spaces."""

from functools import cache


@cache
def listed(words: str) -> frozenset[str]:
    """The words of a list, each once.

    >>> sorted(listed("tents blankets tents"))
    ['blankets', 'tents']
    """
    return frozenset(words.split())
