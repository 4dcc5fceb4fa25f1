"""The differs: each compares one subject in two states and knows nothing of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from migrations_core.autodetector.differs.constraints import (
    added_constraints,
    altered_constraints,
    removed_constraints,
)
from migrations_core.autodetector.differs.created_models import created_models
from migrations_core.autodetector.differs.deleted_models import deleted_models, deleted_proxies
from migrations_core.autodetector.differs.fields import (
    added_fields,
    altered_fields,
    removed_fields,
    renamed_fields,
)
from migrations_core.autodetector.differs.indexes import (
    added_indexes,
    removed_indexes,
    renamed_indexes,
)
from migrations_core.autodetector.differs.models import created_proxies, renamed_models
from migrations_core.autodetector.differs.options import (
    altered_managers,
    altered_options,
    altered_order_with_respect_to,
    altered_table_comments,
    altered_tables,
)
from migrations_core.autodetector.differs.together import (
    grown_unique_together,
    shrunk_unique_together,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from migrations_core.autodetector.answers import Answers
    from migrations_core.autodetector.pair import Pair
    from migrations_core.autodetector.requirements import Proposal

    Differ = Callable[[Pair, Answers], list[Proposal]]

DIFFERS: dict[str, Differ] = {
    "generate_renamed_models": renamed_models,
    "generate_deleted_models": deleted_models,
    "generate_created_models": created_models,
    "generate_deleted_proxies": deleted_proxies,
    "generate_created_proxies": created_proxies,
    "generate_altered_options": altered_options,
    "generate_altered_managers": altered_managers,
    "generate_altered_db_table_comment": altered_table_comments,
    "generate_removed_constraints": removed_constraints,
    "generate_removed_indexes": removed_indexes,
    "generate_renamed_fields": renamed_fields,
    "generate_renamed_indexes": renamed_indexes,
    "generate_removed_altered_unique_together": shrunk_unique_together,
    "generate_removed_fields": removed_fields,
    "generate_added_fields": added_fields,
    "generate_altered_fields": altered_fields,
    "generate_altered_order_with_respect_to": altered_order_with_respect_to,
    "generate_altered_unique_together": grown_unique_together,
    "generate_added_indexes": added_indexes,
    "generate_added_constraints": added_constraints,
    "generate_altered_constraints": altered_constraints,
    "generate_altered_db_table": altered_tables,
}
"""The method of MigrationAutodetector that each is called through, in the order in which operations with no
requirements among each other are written."""
