"""The questions that are asked of PostgreSQL's catalogues; names and order are fixed in the query.

Every answer begins with what it belongs to. "char" columns are cast, because the drivers disagree about
them. No question has a percent sign, which would be a placeholder where names are passed along.
"""

from __future__ import annotations

VISIBLE = "pg_table_is_visible(c.oid)"
"""The scope of what the search path finds: two tenants in one database have tables of the same names."""
ASKED = f"{VISIBLE} AND c.relname = ANY(%s)"
"""The scope of tables whose names are passed along."""


def _name(relation: str, schema: str) -> str:
    """Spell a relation's name, with its schema where the search path does not find it."""
    return (
        f"CASE WHEN pg_table_is_visible({relation}.oid) THEN {relation}.relname::text"
        f" ELSE {schema}.nspname || '.' || {relation}.relname END"
    )


RELATION = _name("c", "n")
_OF_OID = (
    f"(SELECT {_name('t_', 's_')} FROM pg_class t_ JOIN pg_namespace s_ ON s_.oid = t_.relnamespace"
    " WHERE t_.oid = {})"
)
OURS = (
    "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
    " AND NOT starts_with(n.nspname, 'pg_temp_') AND NOT starts_with(n.nspname, 'pg_toast_temp_')"
)
RELATIONS = f"{OURS} AND {{scope}}"


def _not_of_extension(catalogue: str, oid: str) -> str:
    return (
        "NOT EXISTS (SELECT FROM pg_depend e WHERE e.deptype = 'e'"
        f" AND e.classid = '{catalogue}'::regclass AND e.objid = {oid})"
    )


FROM_TABLES = (
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND c.relkind IN ('r', 'p', 'f')"
    f" AND {RELATIONS} AND {_not_of_extension('pg_class', 'c.oid')}"
)

TABLES = f"""
SELECT {RELATION}, c.relkind::text, c.relpersistence::text, c.reloptions, s.spcname::text,
    c.relrowsecurity,
    coalesce('PARTITION BY ' || pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid),
        (SELECT 'INHERITS ' || string_agg(inhparent::regclass::text, ', ' ORDER BY inhseqno)
            FROM pg_inherits WHERE inhrelid = c.oid)),
    obj_description(c.oid, 'pg_class')
{FROM_TABLES} LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
ORDER BY 1
"""

COLUMNS = f"""
SELECT {RELATION}, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull,
    pg_get_expr(d.adbin, d.adrelid),
    CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END,
    a.attgenerated::text, a.attidentity::text, col_description(c.oid, a.attnum),
    CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage::text END, a.attcompression::text,
    nullif(a.attstattarget, -1), a.attoptions
{FROM_TABLES}
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
ORDER BY 1, a.attnum
"""

_COLUMN_NAMES = (
    "ARRAY(SELECT attname::text FROM unnest({keys}) WITH ORDINALITY AS k (number, position)"
    " JOIN pg_attribute ON attrelid = {table} AND attnum = number ORDER BY position)"
)

CONSTRAINTS = f"""
SELECT {RELATION}, o.contype::text, o.conname::text,
    {_COLUMN_NAMES.format(keys="o.conkey", table="o.conrelid")},
    CASE WHEN o.contype = 'c' THEN pg_get_expr(o.conbin, o.conrelid)
        ELSE pg_get_constraintdef(o.oid) END,
    o.condeferrable, o.condeferred, o.convalidated, o.connoinherit,
    {_OF_OID.format("o.confrelid")},
    {_COLUMN_NAMES.format(keys="o.confkey", table="o.confrelid")},
    o.confdeltype::text, o.confupdtype::text, o.confmatchtype::text,
    obj_description(o.oid, 'pg_constraint')
{FROM_TABLES} JOIN pg_constraint o ON o.conrelid = c.oid AND o.contype IN ('c', 'f', 'p', 'u', 'x')
ORDER BY 1, 2, 3
"""

INDEXES = f"""
SELECT {RELATION}, i.indexrelid, x.relname::text, i.indisunique, i.indisvalid, i.indisready,
    i.indisclustered, i.indisreplident,
    coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false), -- since PostgreSQL 15
    m.amname::text,
    pg_get_expr(i.indpred, i.indrelid),
    x.reloptions, s.spcname::text, i.indnkeyatts, obj_description(x.oid, 'pg_class')
{FROM_TABLES}
JOIN pg_index i ON i.indrelid = c.oid
JOIN pg_class x ON x.oid = i.indexrelid
JOIN pg_am m ON m.oid = x.relam
LEFT JOIN pg_tablespace s ON s.oid = x.reltablespace
WHERE NOT EXISTS (SELECT FROM pg_constraint o
    WHERE o.conindid = i.indexrelid AND o.contype IN ('p', 'u', 'x'))
ORDER BY 1, 3
"""

INDEX_COLUMNS = f"""
SELECT i.indexrelid, k, pg_get_indexdef(i.indexrelid, k, true),
    CASE WHEN k <= i.indnkeyatts AND i.indcollation[k - 1] <> coalesce(a.attcollation, t.typcollation)
        THEN i.indcollation[k - 1]::regcollation::text END,
    CASE WHEN k <= i.indnkeyatts THEN i.indoption[k - 1] ELSE 0 END,
    CASE WHEN k <= i.indnkeyatts AND NOT p.opcdefault THEN p.opcname::text END, x.attoptions
{FROM_TABLES}
JOIN pg_index i ON i.indrelid = c.oid
CROSS JOIN generate_series(1, i.indnatts) AS k
JOIN pg_attribute x ON x.attrelid = i.indexrelid AND x.attnum = k
JOIN pg_type t ON t.oid = x.atttypid
LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = nullif(i.indkey[k - 1], 0)
LEFT JOIN pg_opclass p ON k <= i.indnkeyatts AND p.oid = i.indclass[k - 1]
ORDER BY 1, 2
"""

TRIGGERS = f"""
SELECT {RELATION}, t.tgname::text, pg_get_triggerdef(t.oid)
    || CASE t.tgenabled WHEN 'O' THEN '' ELSE ' ENABLED ' || t.tgenabled::text END
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND {RELATIONS}
ORDER BY 1, 2
"""

VIEWS = f"""
SELECT {RELATION}, CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'MATERIALIZED VIEW' END,
    pg_get_viewdef(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm') AND {RELATIONS} AND {_not_of_extension("pg_class", "c.oid")}
ORDER BY 1
"""

SEQUENCES = f"""
SELECT {RELATION}, format_type(q.seqtypid, NULL), q.seqstart, q.seqincrement, q.seqmin, q.seqmax,
    q.seqcache, q.seqcycle, {_OF_OID.format("d.refobjid")} || '.' || a.attname
FROM pg_sequence q
JOIN pg_class c ON c.oid = q.seqrelid
JOIN pg_namespace n ON n.oid = c.relnamespace AND {RELATIONS}
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
    AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE {_not_of_extension("pg_class", "c.oid")}
ORDER BY 1
"""

EXTRAS = f"""
SELECT 'extension', extname::text, '' FROM pg_extension WHERE extname <> 'plpgsql'
UNION ALL
SELECT 'schema', nspname::text, '' FROM pg_namespace n WHERE {OURS} AND nspname <> 'public'
UNION ALL
SELECT 'collation', l.collname::text, concat_ws(' ', l.collprovider::text,
    to_jsonb(l) ->> 'collcollate', to_jsonb(l) ->> 'collctype', to_jsonb(l) ->> 'colliculocale',
    to_jsonb(l) ->> 'colllocale', CASE WHEN l.collisdeterministic THEN '' ELSE 'NONDETERMINISTIC' END)
FROM pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace AND {OURS}
UNION ALL
SELECT 'type', t.typname::text, concat_ws(' ', t.typtype::text,
    (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
        FROM pg_enum WHERE enumtypid = t.oid),
    format_type(nullif(t.typbasetype, 0), t.typtypmod), CASE WHEN t.typnotnull THEN 'NOT NULL' END,
    t.typdefault, (SELECT string_agg(conname || ' ' || pg_get_constraintdef(oid), ', ' ORDER BY conname)
        FROM pg_constraint WHERE contypid = t.oid))
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace AND {OURS}
WHERE t.typtype IN ('e', 'd', 'r') AND {_not_of_extension("pg_type", "t.oid")}
UNION ALL
SELECT 'function', f.oid::regprocedure::text, pg_get_functiondef(f.oid)
FROM pg_proc f JOIN pg_namespace n ON n.oid = f.pronamespace AND {OURS}
WHERE f.prokind <> 'a' AND {_not_of_extension("pg_proc", "f.oid")}
"""

OF_TABLES = {
    "tables": TABLES,
    "columns": COLUMNS,
    "constraints": CONSTRAINTS,
    "indexes": INDEXES,
    "index_columns": INDEX_COLUMNS,
    "triggers": TRIGGERS,
}
OF_RELATIONS = {**OF_TABLES, "views": VIEWS, "sequences": SEQUENCES}


def of_asked_tables() -> dict[str, str]:
    """Return the questions about tables whose names are passed along as one list."""
    return {name: sql.format(scope=ASKED) for name, sql in OF_TABLES.items()}


def of_search_path() -> dict[str, str]:
    """Return the questions about everything that an unqualified name finds."""
    return {name: sql.format(scope=VISIBLE) for name, sql in OF_RELATIONS.items()}


def of_database() -> dict[str, str]:
    """Return the questions about everything, in whatever schema."""
    found = {name: sql.format(scope="true") for name, sql in OF_RELATIONS.items()}
    return {**found, "extras": EXTRAS}
