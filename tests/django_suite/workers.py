"""Imported by the server that starts the processes of ``runtests.py``, before it imports anything of Django."""

from tests.django_suite.child import prepare

prepare()
