"""Measure migrations_core beside stock Django: ``python -m benchmarks --help``.

`generator` writes projects, `jobs` lists what is measured in them, `runner` measures, `results` is
what is kept of it, `report` and `plots` show it. The files in `inside/` run in the measured processes.
"""
