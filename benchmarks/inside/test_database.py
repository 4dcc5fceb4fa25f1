"""Create and destroy the databases of a test run, as Django's test runner does."""

from __future__ import annotations

import django
from django.test.utils import setup_databases, setup_test_environment, teardown_databases

if __name__ == "__main__":
    django.setup()
    setup_test_environment()
    teardown_databases(setup_databases(verbosity=0, interactive=False), verbosity=0)
