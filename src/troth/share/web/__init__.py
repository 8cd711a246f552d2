"""The desk in a browser: pages that can be read without scripts, printed, linked to and quoted.

Nothing here decides what a party may see: every page is written from a picture that the desk made for its viewer.

    from troth.share.web import create_app
    app = create_app(Desk(case.load("cases/gaza-pause-2023")))     # an ASGI application
"""

from .app import create_app
from .caller import Caller, Visitor

__all__ = ["Caller", "Visitor", "create_app"]
