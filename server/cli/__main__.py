"""`python -m server.cli` is `retreat`."""

import sys

from server.cli import main

sys.exit(main())
