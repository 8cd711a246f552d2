"""The API: what the pages show and the desk takes, for programs.

    api = install_api(app, desk, caller_of=…)      # under /api/v1, with its document at /api/v1/openapi.json

Access is decided for the caller's office by the same functions as for pages; nothing here asks the ledger by itself
for what a viewer may see.
"""

from .app import PREFIX, create_api, install_api
from .asking import plain_permits

__all__ = ["PREFIX", "create_api", "install_api", "plain_permits"]
