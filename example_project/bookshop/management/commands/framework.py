"""Tell which app each migration command comes from."""

from django.core.management import get_commands
from django.core.management.base import BaseCommand

APPLYING = ("migrate", "showmigrations", "sqlmigrate")


class Command(BaseCommand):
    """Print the app that supplies the commands which apply migrations."""

    help = __doc__
    requires_system_checks = ()  # their warnings are not what is asked for

    def handle(self, **options):
        """Print a line per command."""
        commands = get_commands()
        for name in APPLYING:
            source = commands[name]
            self.stdout.write(f"{name}: {source if isinstance(source, str) else source.__module__}")
