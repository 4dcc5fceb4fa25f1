from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0002_snapshot")]

    operations = [
        migrations.AlterField("snapshot", "orders", models.PositiveIntegerField()),
        migrations.AlterField(
            "snapshot", "turnover", models.DecimalField(decimal_places=2, max_digits=14)
        ),
        migrations.AddField(
            "snapshot", "source", models.CharField(default="bookshop", max_length=40)
        ),
        migrations.AddField("snapshot", "details", models.JSONField(default=dict)),
    ]
