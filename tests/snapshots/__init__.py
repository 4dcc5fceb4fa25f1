"""Compare what two databases hold, and show where they differ.

The readers are the package's own, `migrations_core.backends.*.catalogue`: docs/decisions/0010 says why. `schemas`
asks the right one for everything, `diff` shows two answers side by side, `rows` does the same for
the contents.
"""
