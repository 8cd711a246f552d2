"""`python -m troth`: the command line."""

import sys

from troth.share.cli import main

if __name__ == "__main__":
    sys.exit(main())
