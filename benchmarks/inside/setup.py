"""The floor of every command: ``django.setup()`` and nothing else."""

import django

if __name__ == "__main__":
    django.setup()
