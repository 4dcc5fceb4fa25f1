from django.db import migrations, models
from django.utils.text import slugify


def merge_duplicates(apps, schema_editor):
    """Keep the oldest of the keywords with one slug, and give it the others' assignments."""
    keywords = apps.get_model("keywords", "Keyword").objects.using(schema_editor.connection.alias)
    kept = {}
    for keyword in keywords.order_by("pk"):
        slug = slugify(keyword.name)
        if slug in kept:
            keyword.assignment_set.update(keyword=kept[slug])
            keyword.delete()
        else:
            kept[slug] = keyword
            keyword.slug = slug
            keyword.save(update_fields=["slug"])


class Migration(migrations.Migration):
    dependencies = [("keywords", "0003_fill_slugs")]

    operations = [
        migrations.RunPython(merge_duplicates, migrations.RunPython.noop),
        migrations.AlterField("keyword", "slug", models.SlugField(max_length=80, unique=True)),
        migrations.AlterField("keyword", "name", models.CharField(max_length=80, unique=True)),
        migrations.AlterModelOptions("keyword", {"ordering": ["name"]}),
    ]
