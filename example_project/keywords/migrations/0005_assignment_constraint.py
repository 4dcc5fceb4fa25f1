from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("keywords", "0004_unique_slugs")]

    operations = [
        migrations.AlterUniqueTogether("assignment", set()),
        migrations.AddConstraint(
            "assignment",
            models.UniqueConstraint(
                fields=("keyword", "content_type", "object_id"), name="keywords_once_per_object"
            ),
        ),
        migrations.AddIndex(
            "assignment",
            models.Index(fields=["content_type", "object_id"], name="keywords_by_object"),
        ),
        migrations.AlterField("assignment", "object_id", models.PositiveBigIntegerField()),
        migrations.AlterField(
            "assignment",
            "keyword",
            models.ForeignKey(
                on_delete=models.deletion.CASCADE,
                related_name="assignments",
                to="keywords.keyword",
            ),
        ),
    ]
