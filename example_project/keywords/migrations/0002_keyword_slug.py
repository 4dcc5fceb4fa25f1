from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("keywords", "0001_initial")]

    operations = [
        migrations.RenameField("keyword", "word", "name"),
        migrations.AddField("keyword", "slug", models.SlugField(max_length=80, null=True)),
    ]
