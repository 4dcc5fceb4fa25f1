"""The questions that are asked of the information schema of MariaDB and MySQL.

Every answer begins with the table that it belongs to. No question has a percent sign, which would be a
placeholder where names are passed along.
"""

from __future__ import annotations

HERE = "= database()"
ASKED = " AND {table} IN %s"

TABLES = f"""
SELECT table_name, table_type, engine, table_collation, row_format, create_options, table_comment
FROM information_schema.tables
WHERE table_schema {HERE} AND table_type <> 'VIEW'{{of_table_name}}
ORDER BY table_name
"""

COLUMNS = f"""
SELECT table_name, column_name, column_type, is_nullable, column_default, character_set_name,
    collation_name, column_comment, extra, generation_expression
FROM information_schema.columns
WHERE table_schema {HERE}{{of_table_name}}
ORDER BY table_name, ordinal_position
"""

INDEXES = """
SELECT table_name, index_name, non_unique, index_type, index_comment, {ignored}, seq_in_index,
    column_name, collation, sub_part, {expression}
FROM information_schema.statistics
WHERE table_schema = database(){of_table_name}
ORDER BY table_name, index_name, seq_in_index
"""

FOREIGN_KEYS = f"""
SELECT u.table_name, u.constraint_name, u.ordinal_position, u.column_name, u.referenced_table_name,
    u.referenced_column_name, r.delete_rule, r.update_rule, r.match_option
FROM information_schema.key_column_usage u
JOIN information_schema.referential_constraints r
    ON r.constraint_schema = u.constraint_schema AND r.constraint_name = u.constraint_name
    AND r.table_name = u.table_name
WHERE u.table_schema {HERE} AND u.referenced_table_name IS NOT NULL{{of_u_table_name}}
ORDER BY u.table_name, u.constraint_name, u.ordinal_position
"""

CHECKS_OF_MARIADB = f"""
SELECT table_name, constraint_name, check_clause, lower(level)
FROM information_schema.check_constraints
WHERE constraint_schema {HERE}{{of_table_name}}
ORDER BY table_name, constraint_name
"""

CHECKS_OF_MYSQL = f"""
SELECT t.table_name, c.constraint_name, c.check_clause, IF(t.enforced = 'YES', '', 'NOT ENFORCED')
FROM information_schema.check_constraints c
JOIN information_schema.table_constraints t
    ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name
WHERE c.constraint_schema {HERE}{{of_t_table_name}}
ORDER BY t.table_name, c.constraint_name
"""

TRIGGERS = f"""
SELECT event_object_table, trigger_name,
    concat_ws(' ', action_timing, event_manipulation, action_order, action_statement)
FROM information_schema.triggers
WHERE trigger_schema {HERE}{{of_event_object_table}}
ORDER BY event_object_table, trigger_name
"""

VIEWS = f"""
SELECT table_name, replace(view_definition, concat('`', database(), '`.'), ''), check_option
FROM information_schema.views
WHERE table_schema {HERE}
ORDER BY table_name
"""

EXTRAS = f"""
SELECT lower(routine_type), routine_name, routine_definition
FROM information_schema.routines
WHERE routine_schema {HERE}
UNION ALL
SELECT 'charset', default_character_set_name, default_collation_name
FROM information_schema.schemata
WHERE schema_name {HERE}
ORDER BY 1, 2
"""

COLUMNS_OF_TABLE_NAMES = ("table_name", "u.table_name", "t.table_name", "event_object_table")


def of_tables(known: set[tuple[str, str]], *, asked: bool = False) -> dict[str, str]:
    """Return the questions about tables, given the (table, column) pairs of the server's own catalogue.

    With ``asked``, each takes the names of the tables as its only parameter.
    """
    visible = ("statistics", "is_visible") in known
    by_name = "IF(is_visible = 'NO', 'YES', 'NO')" if visible else "'NO'"
    ignored = "ignored" if ("statistics", "ignored") in known else by_name
    expression = "expression" if ("statistics", "expression") in known else "NULL"
    has_level = ("check_constraints", "level") in known
    questions = {
        "tables": TABLES,
        "columns": COLUMNS,
        "indexes": INDEXES,
        "foreign_keys": FOREIGN_KEYS,
        "checks": CHECKS_OF_MARIADB if has_level else CHECKS_OF_MYSQL,
        "triggers": TRIGGERS,
    }
    scopes = {
        f"of_{column.replace('.', '_')}": ASKED.format(table=column) if asked else ""
        for column in COLUMNS_OF_TABLE_NAMES
    }
    return {
        name: sql.format(ignored=ignored, expression=expression, **scopes)
        for name, sql in questions.items()
    }


OF_DATABASE = {"views": VIEWS, "extras": EXTRAS}
