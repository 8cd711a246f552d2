"""Actors and places: who a text speaks of, with the exact span, candidates and a reason for each.

>>> from troth.read.actors import house_gazetteer
>>> found = house_gazetteer().mentions("Ukraine's foreign minister met the Belgian leader in Geneva.")
>>> [(mention.text, mention.kind, mention.country) for mention in found]
[('Ukraine', 'country', 'UKR'), ('foreign minister', 'role', 'UKR'), ('Belgian', 'country', 'BEL'),
 ('leader', 'role', 'BEL'), ('Geneva', 'place', 'CHE')]
"""

from troth.read.actors.gazetteer import Gazetteer, house_gazetteer
from troth.read.actors.nouns import Candidate, Entry, Kind, Mention
from troth.read.actors.own import as_table, own_entries

__all__ = ["Candidate", "Entry", "Gazetteer", "Kind", "Mention", "as_table", "house_gazetteer", "own_entries"]
