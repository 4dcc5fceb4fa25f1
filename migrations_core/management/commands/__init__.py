"""One module per command; each takes the place of Django's command of that name."""
