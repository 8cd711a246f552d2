"""Names that a reader cannot tell apart.

Names are compared as people see them: without case, accents and invisible characters, with letters of other alphabets
that look the same taken for one another. The idea is that of the skeletons of Unicode's technical standard 39, with a
small table of our own for the alphabets that offices are written in here.
"""

import unicodedata
from collections.abc import Iterable
from itertools import combinations

_SMALL = {
    # Cyrillic, Greek, Armenian, and Latin letters that no decomposition leads back to a plain one
    **dict(zip("авекмнорстухіјѕԁԛԝһӏ", "abekmhopctyxijsdqwhl", strict=True)),
    **dict(zip("αβεικνορτυχωγ", "abeikvoptuxwy", strict=True)),
    **dict(zip("օսհոց", "ouhng", strict=True)),
    **dict(zip("ıɑɡøłđħ", "iagoldh", strict=True)),
    # Arabic: yeh and alef maksura, kaf, alef wasla, teh marbuta; written by number, since they turn the line around
    "\u06cc": "\u064a", "\u0649": "\u064a", "\u06a9": "\u0643", "\u0671": "\u0627", "\u0629": "\u0647",
    "0": "o", "1": "l", "|": "l", "æ": "ae", "œ": "oe", "’": "'", "‘": "'", "ʼ": "'", "`": "'",
}  # fmt: skip
_GREAT = {
    **dict(zip("АВЕКМНОРСТУХІЈЅԌ", "ABEKMHOPCTYXIJSG", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
    **dict(zip("ՕՍ", "OU", strict=True)),
    "Ø": "O", "Đ": "D", "Ħ": "H",
}  # fmt: skip
_PAIRS = (("rn", "m"), ("vv", "w"))
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Letters and marks by their category that nevertheless show nothing."""


def skeletons(name: str) -> tuple[str, str]:
    r"""What a name looks like: where case is of no matter, and letter by letter as it is drawn.

    >>> skeletons("Oﬃce  Ünïon")[0] == skeletons("office union")[0]
    True
    >>> skeletons("Isra\u200bel")[1] == skeletons("lsrael")[1]
    True
    """
    bare = _bare(name)
    drawn = "".join("l" if sign == "I" else _GREAT.get(sign, sign) for sign in bare)
    return _as_seen(_bare(bare.casefold())), _as_seen(_bare(drawn.casefold()))


def _bare(name: str) -> str:
    """A name without what is not seen: accents, invisible characters, doubled spaces, kinds of dashes and digits."""
    spaced = " ".join(unicodedata.normalize("NFKD", name).split())
    return " ".join("".join(_plain(sign) for sign in spaced).split())


def _plain(sign: str) -> str:
    category = unicodedata.category(sign)
    unseen = unicodedata.combining(sign) or category in {"Cf", "Cc", "Co", "Cs", "Cn"} or sign in _FILLERS
    if unseen or unicodedata.name(sign, "").startswith("VARIATION SELECTOR"):
        return ""
    if category == "Pd":
        return "-"
    return str(unicodedata.decimal(sign)) if category == "Nd" else sign


def _as_seen(name: str) -> str:
    seen = "".join(_SMALL.get(sign, sign) for sign in name)
    for two, one in _PAIRS:
        seen = seen.replace(two, one)
    return seen


def alike(one: str, other: str) -> bool:
    """Whether a reader could take one name for the other.

    >>> alike("Qatar", "QАTАR"), alike("Qatar", "Qatari")
    (True, False)
    """
    return any(a == b for a, b in zip(skeletons(one), skeletons(other), strict=True))


def confusable(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    r"""Every pair of names in a list that a reader could take for one another; a name that stands there twice is one.

    >>> confusable(["OCHA", "UNICEF", "ocha\u200b"])
    (('OCHA', 'ocha\u200b'),)
    """
    listed = [(name, skeletons(name)) for name in names]
    groups: dict[tuple[int, str], list[int]] = {}
    for number, (_, looks) in enumerate(listed):
        for kind, look in enumerate(looks):
            groups.setdefault((kind, look), []).append(number)
    pairs = {pair for group in groups.values() for pair in combinations(group, 2)}
    return tuple((listed[first][0], listed[second][0]) for first, second in sorted(pairs))
