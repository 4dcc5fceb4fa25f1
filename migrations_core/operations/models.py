"""Operations on models under the names that ``django.db.migrations.operations.models`` gives them."""

from migrations_core.operations import *  # noqa: F403  # listed there, and nowhere else
from migrations_core.operations.fields import FieldOperation as FieldOperation
from migrations_core.operations.indexes import IndexOperation as IndexOperation
from migrations_core.operations.lifecycle import ModelOperation as ModelOperation
from migrations_core.operations.options import (
    AlterTogetherOptionOperation as AlterTogetherOptionOperation,
)
from migrations_core.operations.options import ModelOptionOperation as ModelOptionOperation
