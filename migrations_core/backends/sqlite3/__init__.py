"""SQLite: changes that ALTER TABLE cannot make are rebuilds, merged while a migration runs."""
