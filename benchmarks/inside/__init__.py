"""What runs in the measured processes, beside ``manage.py``: no imports of the rest of the package."""
