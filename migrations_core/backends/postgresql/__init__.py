"""PostgreSQL: transactional DDL, foreign keys that are checked late, columns that count by themselves."""
