"""Migrations, operations and signal receivers that other people wrote against Django's own classes."""
