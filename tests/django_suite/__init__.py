"""Run Django's own test suite with migrations_core in the place of Django's migration framework."""
