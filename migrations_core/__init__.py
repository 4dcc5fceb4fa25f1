"""A migration framework for Django projects; ``import migrations_core as migrations`` mirrors
``django.db.migrations``."""
