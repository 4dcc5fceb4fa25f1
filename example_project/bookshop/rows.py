"""Rows as they were in the shop's early days, for migrations to run over.

They are written with plain SQL, because the models of today do not fit the tables of that time.
"""

from datetime import UTC, datetime

EARLY_MIGRATIONS = {
    "default": {
        "people": "0001_initial",
        "keywords": "0001_squashed_0003_fill_slugs",
        "catalogue": "0002_authors",
        "sales": "0001_initial",
    },
    "archive": {"archive": "0001_initial"},
}
"""How far each app has to be migrated for the rows to fit."""

ITEMS = range(1, 41)
BOOKS = range(1, 31)
AUTHORS = range(1, 16)
USERS = range(1, 11)
ORDERS = range(1, 31)
GENRES = ("History", "Poetry", "Natural science", "Cookery")
LONG_AGO = datetime(2015, 3, 14, 15, 9, 26, tzinfo=UTC)


def in_default():
    """Yield (table, rows) for the default database, each row a dict."""
    yield from people()
    yield from keywords()
    yield from catalogue()
    yield from sales()


def in_archive():
    """Yield (table, rows) for the archive."""
    months = [(2015 + number // 12, number % 12 + 1) for number in range(30)]
    yield (
        "archive_month",
        [
            {"year": year, "month": month, "orders": year - month, "turnover": f"{year}.{month:02}"}
            for year, month in months
        ],
    )


def people():
    """Yield the customers: some have a nickname, some a full name, some neither."""
    yield (
        "people_user",
        [
            {
                "id": number,
                "password": "!",
                "is_superuser": number == 1,
                "username": f"customer{number}",
                "first_name": f"Given{number}" if number % 3 else "",
                "last_name": f"Family{number}" if number % 3 else "",
                "email": f"Customer{number}@Example.org" if number % 2 else "",
                "is_staff": number == 1,
                "is_active": True,
                "date_joined": LONG_AGO,
                "nickname": f"Nick {number}" if number % 4 == 0 else "",
            }
            for number in USERS
        ],
    )


def keywords():
    """Yield keywords, two of which get the same slug."""
    names = ["Old Rope", "old rope", "Sea", "Salt"]
    yield "keywords_keyword", [{"id": key, "name": name} for key, name in enumerate(names, 1)]


def catalogue():
    """Yield what is sold; two publishers share a name, and one item in seven is out of print."""
    publishers = ["Quarto", "Quarto", "Folio"]
    yield (
        "catalogue_publisher",
        [
            {"id": number, "created": LONG_AGO, "changed": LONG_AGO, "name": name}
            | {"imprint_of_id": 1 if number == 3 else None}
            for number, name in enumerate(publishers, start=1)
        ],
    )
    yield "catalogue_genre", [{"id": key, "name": name} for key, name in enumerate(GENRES, 1)]
    yield (
        "catalogue_item",
        [
            {
                "id": number,
                "created": LONG_AGO,
                "changed": LONG_AGO,
                "title": f"The Title of Item No. {number}",
                "code": f"C-{number:04}" if number % 5 else "",
                "price": f"{number}.50" if number % 10 else "0",
                "out_of_print": number % 7 == 0,
                "publisher_id": number % 3 + 1,
            }
            for number in ITEMS
        ],
    )
    yield (
        "catalogue_book",
        [
            {"item_ptr_id": number, "isbn": f"97800000{number:05}", "pages": 100 + number}
            for number in BOOKS
        ],
    )
    yield (
        "catalogue_item_genres",
        [{"item_id": number, "genre_id": number % len(GENRES) + 1} for number in ITEMS],
    )
    yield from contributions()


def contributions():
    """Yield the authors and what they wrote or read; one of them has a single name."""
    names = ["Voltaire", *(f"Ada {number} Author{number}" for number in AUTHORS[1:])]
    yield "catalogue_author", [{"id": key, "name": name} for key, name in enumerate(names, 1)]
    yield (
        "catalogue_audiobook",
        [
            {"item_ptr_id": number, "minutes": 10 * number, "read_by_id": number % 15 + 1}
            for number in ITEMS
            if number not in BOOKS
        ],
    )
    yield (
        "catalogue_contribution",
        [
            {"item_id": item, "author_id": (item + place) % 15 + 1, "_order": place}
            | {"role": "author" if place == 0 else "editor"}
            for item in ITEMS
            for place in range(item % 3)
        ],
    )


def sales():
    """Yield orders; every second one is open, which gives five customers three of them."""
    yield (
        "sales_order",
        [
            {
                "id": number,
                "customer_id": number % 10 + 1,
                "placed": LONG_AGO if number % 2 else None,
            }
            for number in ORDERS
        ],
    )
    yield (
        "sales_orderline",
        [
            {"order_id": order, "position": position, "item_id": (order + position) % 40 + 1}
            | {"quantity": position, "unit_price": f"{order}.99"}
            for order in ORDERS
            for position in range(1, order % 4 + 1)
        ],
    )
