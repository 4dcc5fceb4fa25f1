"""Finds the migrations that lead from one state of a project to another, as a pipeline of pure functions.

A pair of states is compared (``pair``); what it leaves open is found (``ambiguities``) and asked once (``answers``);
independent differs yield proposals (``differs``); these are put in order (``ordering``), cut into migrations
(``splitting``), optimized and named (``naming``). ``detector`` runs it all.
"""

from migrations_core.autodetector.detector import MigrationAutodetector
from migrations_core.autodetector.refusals import Refusal, refusals
from migrations_core.autodetector.registry import differ
from migrations_core.autodetector.requirements import OperationDependency

__all__ = ["MigrationAutodetector", "OperationDependency", "Refusal", "differ", "refusals"]
