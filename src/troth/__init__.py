"""Troth: what was promised, what holds, what is broken, what gets through, and what to rebuild next.

The way through the house is ``share > case > {ledger, monitor, …} > records``: frozen records at the bottom,
pure engines and the ledger in the middle, the case that hands tables from one to the next, and the surfaces on top.

>>> import troth
>>> troth.__version__
'0.1.0'
"""

__version__ = "0.1.0"
