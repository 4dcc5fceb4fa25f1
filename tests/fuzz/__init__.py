"""A differential fuzzer: random projects evolve, and what we do is compared with what stock Django does.

``python -m tests.fuzz --help`` says how to run it, docs/development.md what a round is.
"""
