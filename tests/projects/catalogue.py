"""The projects that are migrated by both frameworks: their settings and what is odd about them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from tests.projects.fill_values import Override


def treebeard(table: str, *, root: str = "") -> dict[tuple[str, str], Override]:
    """Make every row of a tree a root or, if there is one already, a leaf of it."""
    return {
        (table, "path"): lambda i: f"{root}{i:04}",
        (table, "depth"): lambda i: 2 if root else 1,
        (table, "numchild"): lambda i: 0,
    }


CONTRIB = (
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sites",
    "django.contrib.flatpages",
    "django.contrib.redirects",
)

WAGTAIL_EXTRAS = (
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.settings",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.table_block",
    "wagtail.locales",
    "modelsearch",
)


def revised_page(i: int) -> str:
    """Give as much of a revision as wagtail's data migrations read."""
    return json.dumps({"content_type": i, "title": f"Row {i}"})


PAGE_ACTIONS = ("add", "edit", "publish")

OSCAR_PANES = (
    ("reports", "Reports"),
    ("users", "Users"),
    ("orders", "Orders"),
    ("catalogue", "Catalogue"),
    ("offers", "Offers"),
    ("partners", "Partners"),
    ("pages", "Pages"),
    ("ranges", "Ranges"),
    ("reviews", "Reviews"),
    ("vouchers", "Vouchers"),
    ("communications", "Communications"),
    ("shipping", "Shipping"),
)

OSCAR = (
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.flatpages",
    "oscar.config.Shop",
    "oscar.apps.analytics.apps.AnalyticsConfig",
    "oscar.apps.checkout.apps.CheckoutConfig",
    "oscar.apps.address.apps.AddressConfig",
    "oscar.apps.shipping.apps.ShippingConfig",
    "oscar.apps.catalogue.apps.CatalogueConfig",
    "oscar.apps.catalogue.reviews.apps.CatalogueReviewsConfig",
    "oscar.apps.communication.apps.CommunicationConfig",
    "oscar.apps.partner.apps.PartnerConfig",
    "oscar.apps.basket.apps.BasketConfig",
    "oscar.apps.payment.apps.PaymentConfig",
    "oscar.apps.offer.apps.OfferConfig",
    "oscar.apps.order.apps.OrderConfig",
    "oscar.apps.customer.apps.CustomerConfig",
    "oscar.apps.search.apps.SearchConfig",
    "oscar.apps.voucher.apps.VoucherConfig",
    "oscar.apps.wishlists.apps.WishlistsConfig",
    "oscar.apps.dashboard.apps.DashboardConfig",
    *(f"oscar.apps.dashboard.{module}.apps.{name}DashboardConfig" for module, name in OSCAR_PANES),
    "widget_tweaks",
    "haystack",
    "treebeard",
    "django_tables2",
)


@dataclass(frozen=True, slots=True)
class Project:
    """What to write to disk: `settings` is the module's text before INSTALLED_APPS is completed.

    `command` generates files to start from; `tree` holds a project of ours instead.
    `alias` is the database that is looked at; a router may keep apps out of it.
    `overrides` gives values for columns whose rows a data migration would refuse otherwise.
    `scripted`: its sqlmigrate is tried; not if RunPython changes the schema or it takes a minute.
    `script_gap` is the difference between what migrate makes and what sqlmigrate's scripts make.
    `known` are the scenarios that are known to end otherwise, and why.
    `cuts` are the fractions of the plan after which rows are written.
    """

    name: str
    settings: str
    requires: str = "django"
    command: tuple[str, ...] = ()
    tree: Path | None = None
    alias: str = "default"
    cuts: tuple[float, ...] = (0.5,)
    scripted: bool = True
    script_gap: tuple[str, ...] = ()
    known: Mapping[str, str] = field(default_factory=dict)
    overrides: Mapping[tuple[str, str], Override] = field(default_factory=dict)

    @property
    def is_installed(self) -> bool:
        return find_spec(self.requires) is not None and (not self.tree or self.tree.exists())


CONTRIB_PROJECT = Project(
    name="contrib",
    settings=f"INSTALLED_APPS = {CONTRIB!r}\nSITE_ID = 1\n",
    cuts=(0.3, 0.6),
)

WAGTAIL_PROJECT = Project(
    name="wagtail",
    requires="wagtail",
    command=("wagtail.bin.wagtail:main", "start", "started"),
    settings=(
        "from started.settings.dev import *\n"
        f"INSTALLED_APPS = [*INSTALLED_APPS, *{WAGTAIL_EXTRAS!r}]\n"
    ),
    cuts=(0.25, 0.5, 0.75),
    scripted=False,
    overrides={
        **treebeard("wagtailcore_collection", root="0001"),
        **treebeard("wagtailcore_page", root="0001"),
        ("wagtailcore_pagerevision", "content_json"): revised_page,
        ("wagtailcore_revision", "content"): revised_page,
        ("wagtailforms_formsubmission", "form_data"): lambda i: "{}",
        # Kinds of permission become permissions of the type "page", which is the first, and back.
        ("wagtailcore_grouppagepermission", "permission_type"): lambda i: PAGE_ACTIONS[i % 3],
        ("auth_permission", "content_type_id"): lambda i: 1,
        ("auth_permission", "codename"): lambda i: f"row{i}_page",
        ("wagtailcore_workflowstate", "object_id"): str,  # was a foreign key, and can be again
        # Columns that are nullable only between two migrations:
        ("wagtailcore_revision", "content_type_id"): int,
        ("wagtailcore_revision", "base_content_type_id"): int,
        ("wagtailcore_grouppagepermission", "permission_id"): int,
        ("wagtailsearchpromotions_searchpromotion", "page_id"): int,
    },
)

UNORDERED_OSCAR = (
    "order.0008 moves a foreign key to another app without depending on all of the move; Django"
    " gets one step further backwards before it fails as well"
)

OSCAR_PROJECT = Project(
    name="oscar",
    requires="oscar",
    settings=(
        "from oscar.defaults import *\n"
        f"INSTALLED_APPS = {OSCAR!r}\n"
        "SITE_ID = 1\n"
        "HAYSTACK_CONNECTIONS = {\n"
        "    'default': {'ENGINE': 'haystack.backends.simple_backend.SimpleEngine'}\n"
        "}\n"
    ),
    scripted=False,
    known={
        "zero": UNORDERED_OSCAR,
        "back": UNORDERED_OSCAR,
        "undo": UNORDERED_OSCAR,
    },
    cuts=(0.3, 0.6),
    overrides=treebeard("catalogue_category"),
)

EXAMPLE_SETTINGS = (
    "os.environ['EXAMPLE_FRAMEWORK'] = 'django'  # ours is put in front below, as everywhere\n"
    "from bookshop.settings import *\n"
)
EXAMPLE_TREE = Path(__file__).parents[2] / "example_project"

EXAMPLE_PROJECT = Project(
    name="example",
    settings=EXAMPLE_SETTINGS,
    tree=EXAMPLE_TREE,
    cuts=(0.4, 0.6, 0.8),
    # sqlmigrate knows no more than what a migration depends on, which is not who refers to it.
    script_gap=(
        "-tables sales_order columns customer_id type: 'bigint'",
        "+tables sales_order columns customer_id type: 'integer'",
    ),
    overrides={
        ("people_membership", "level"): lambda i: ("reader", "patron")[i % 2],
        ("sales_order", "status"): lambda i: ("open", "sent")[i % 2],
        ("sales_order", "placed"): lambda i: f"2003-02-04 05:06:{i % 60:02}",
    },
)

ARCHIVE_PROJECT = Project(
    name="archive",
    settings=EXAMPLE_SETTINGS,
    tree=EXAMPLE_TREE,
    alias="archive",
)

PROJECTS = (CONTRIB_PROJECT, EXAMPLE_PROJECT, ARCHIVE_PROJECT, WAGTAIL_PROJECT, OSCAR_PROJECT)
