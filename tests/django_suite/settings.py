"""Settings for Django's test suite; the runner says through the environment which engine is
meant."""

import os

from tests.django_suite.labels import DATABASES as _databases

_engines = _databases[os.environ["DJANGO_SUITE_DATABASE"]]
_engine = _engines.django if os.environ["DJANGO_SUITE_FRAMEWORK"] == "django" else _engines.ours

DATABASES = {"default": {"ENGINE": _engine}, "other": {"ENGINE": _engine}}
SECRET_KEY = "for tests only"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
USE_TZ = False
TEST_RUNNER = "tests.django_suite.recording.RecordingRunner"
