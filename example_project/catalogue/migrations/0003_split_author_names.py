from django.db import migrations, models


def split_names(apps, schema_editor):
    authors = apps.get_model("catalogue", "Author").objects.using(schema_editor.connection.alias)
    for author in authors.all():
        author.given_name, _, author.family_name = author.name.rpartition(" ")
        author.save(update_fields=["given_name", "family_name"])


def join_names(apps, schema_editor):
    authors = apps.get_model("catalogue", "Author").objects.using(schema_editor.connection.alias)
    for author in authors.all():
        author.name = f"{author.given_name} {author.family_name}".strip()
        author.save(update_fields=["name"])


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_authors")]

    operations = [
        migrations.AddField(
            "author", "given_name", models.CharField(blank=True, default="", max_length=100), False
        ),
        migrations.AddField(
            "author", "family_name", models.CharField(default="", max_length=100), False
        ),
        migrations.RunPython(split_names, join_names),
        migrations.AlterField("author", "name", models.CharField(default="", max_length=200)),
        migrations.RemoveField("author", "name"),
        migrations.AlterModelOptions("author", {"ordering": ["family_name", "given_name"]}),
    ]
