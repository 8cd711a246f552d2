"""Words that mean the same thing for a comparison, and words that turn it."""

from collections.abc import Mapping
from types import MappingProxyType

from troth.read.listed import listed

_DEEDS = """
free: free release hand liberate let
send: send deploy dispatch contribute station second
give: pledge give provide donate fund finance allocate grant commit offer award earmark promise supply disburse pay transfer
seize: seize capture take abduct kidnap occupy overrun
restore: restore repair reconnect rebuild reconstruct rehabilitate
enter: enter cross arrive reach go
pass: deliver distribute collect offload
open: open reopen
close: close shut seal
kill: kill
hit: hit strike attack bomb shell bombard
agree: agree sign conclude broker seal adopt
start: start begin commence launch enforce
hold: hold continue last remain observe respect
end: end expire suspend break collapse breach resume violate terminate
extend: extend prolong renew lengthen
withdraw: withdraw leave retreat pull redeploy
evacuate: evacuate relocate move
destroy: destroy damage demolish level
flee: flee displace
train: train
meet: meet visit host
"""
_THINGS = """
captive: hostage captive abductee hostages captives
prisoner: prisoner detainee inmate
person: person people citizen civilian resident individual inhabitant
soldier: soldier troop peacekeeper contingent serviceman personnel battalion force
child: child minor kid teenager
woman: woman
truce: truce ceasefire cease-fire pause lull armistice agreement deal accord
truck: truck lorry vehicle
aid: aid assistance relief humanitarian
money: fund funding money grant contribution package
house: house home dwelling housing
hospital: hospital clinic
power: power electricity energy
militant: militant fighter gunman rebel
rebuild: rebuild rebuilding reconstruction reconstruct repair restoration
"""


def _inverted(table: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for line in table.strip().splitlines():
        head, _, rest = line.partition(":")
        for word in rest.split():
            found[word] = head
    return MappingProxyType(found)


DEEDS = _inverted(_DEEDS)
"""A verb and the class of deed that it tells."""
THINGS = _inverted(_THINGS)
"""A noun and what it is called when two texts are compared."""
OPPOSED = frozenset(
    frozenset(pair)
    for pair in (
        ("open", "close"),
        ("hold", "end"),
        ("start", "end"),
        ("enter", "withdraw"),
        ("restore", "destroy"),
        ("free", "seize"),
        ("extend", "end"),
    )
)
"""Deeds of which only one can be the case."""
CITES = r"\b(?:according to|citing|quoting|quoted|as reported by|reported by|told|in a report by|said in a report|reports? (?:by|from))\b"
DENIES = listed("deny reject refute dismiss dispute contradict")
GROUPS_OF_ONE = listed(
    "family household box pallet parcel consignment structure building unit tonne litre person truck house kilogram sack bag crate container carton shelter bed kilometre mile"
)
EMPTY = listed(
    "the and for with from that this their its all any our will shall would into through more other further said says was were been have has had over after during within who which when than them they his her out are not but also about some could should according reports reported new"
)
