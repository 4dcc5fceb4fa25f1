"""The archive app lives in the database ``archive``, everything else in ``default``."""

ARCHIVE = "archive"


class ArchiveRouter:
    """Send the archive app's models, and nothing else, to its own database."""

    def db_for_read(self, model, **hints):
        """Return the database of a model, or None for the default one."""
        return ARCHIVE if model._meta.app_label == ARCHIVE else None

    db_for_write = db_for_read

    def allow_relation(self, first, second, **hints):
        """Allow relations within one database only."""
        return (first._meta.app_label == ARCHIVE) == (second._meta.app_label == ARCHIVE)

    def allow_migrate(self, db, app_label, **hints):
        """Keep each app's tables in its own database."""
        return (db == ARCHIVE) == (app_label == ARCHIVE)
