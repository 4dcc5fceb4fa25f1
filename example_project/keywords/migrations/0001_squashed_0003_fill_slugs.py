from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("keywords", "0001_initial"),
        ("keywords", "0002_keyword_slug"),
        ("keywords", "0003_fill_slugs"),
    ]

    initial = True

    dependencies = [("contenttypes", "0002_remove_content_type_name")]

    operations = [
        migrations.CreateModel(
            name="Keyword",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("slug", models.SlugField(max_length=80, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.AutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("object_id", models.PositiveIntegerField()),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=models.deletion.CASCADE, to="contenttypes.contenttype"
                    ),
                ),
                (
                    "keyword",
                    models.ForeignKey(on_delete=models.deletion.CASCADE, to="keywords.keyword"),
                ),
            ],
            options={"unique_together": {("keyword", "content_type", "object_id")}},
        ),
    ]
