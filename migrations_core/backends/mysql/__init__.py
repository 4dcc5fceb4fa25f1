"""MySQL and MariaDB: columns are restated to be changed, foreign keys need indexes, every statement is final."""
