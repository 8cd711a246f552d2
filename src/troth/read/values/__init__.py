"""Quantities as texts say them: money, people, trucks, tonnes, litres, megawatts, per cent.

>>> from troth.read.values import amounts
>>> [(found.low, found.high, found.unit) for found in amounts("between 20 and 30 trucks a day, at least 15 litres per person")]
[(20.0, 30.0, 'truck'), (15.0, None, 'litre per person')]
"""

from .amount import Amount
from .scan import amounts

__all__ = ["Amount", "amounts"]
