"""Whose crowns and dollars are meant, where a text leaves it open: those of the giver."""

import re

from troth.read.values import Amount

from .scene import Scene

_CROWNS = {"Sweden": "SEK", "Norway": "NOK", "Denmark": "DKK", "Iceland": "ISK", "Czechia": "CZK"}
_DOLLARS = {"Canada": "CAD", "Australia": "AUD", "New Zealand": "NZD", "Singapore": "SGD"}
_WIRE = re.compile(r"\b(?:Reuters|AP|AFP|dpa|Xinhua|Wire)\b|US\$|U\.S\. dollars?")


def own_currency(scene: Scene, amount: Amount, actor: tuple[str, ...]) -> Amount:
    """The amount in the giver's own currency, still flagged as a guess; as it is where it was sure.

    Crowns are the giver's wherever they stand; dollars only in a paper of the giver's own, for the news counts in those of
    the United States.
    """
    if not amount.ambiguous or len(actor) != 1:
        return amount
    giver = actor[0].removeprefix("Government of ")
    said = scene.document.text[amount.start : amount.end].lower()
    code = None
    if "crown" in said or "kron" in said:
        code = _CROWNS.get(giver)
    elif ("$" in said or "dollar" in said) and giver == scene.state:
        code = None if _WIRE.search(scene.document.text) else _DOLLARS.get(giver)
    if code is None:
        return amount
    return amount._replace(currency=code, unit=amount.unit.replace(amount.currency or "", code))
