from django.db import migrations
from django.utils.text import slugify


def fill_slugs(apps, schema_editor):
    keywords = apps.get_model("keywords", "Keyword").objects.using(schema_editor.connection.alias)
    for keyword in keywords.filter(slug=None):
        keyword.slug = slugify(keyword.name)
        keyword.save(update_fields=["slug"])


class Migration(migrations.Migration):
    dependencies = [("keywords", "0002_keyword_slug")]

    operations = [migrations.RunPython(fill_slugs, migrations.RunPython.noop, elidable=True)]
