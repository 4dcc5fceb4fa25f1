import datetime

from django.db import migrations, models


def to_dates(apps, schema_editor):
    snapshots = apps.get_model("archive", "Snapshot").objects.using(schema_editor.connection.alias)
    for snapshot in snapshots.all():
        snapshot.first_day = datetime.date(snapshot.year, snapshot.month, 1)
        snapshot.save(update_fields=["first_day"])


def to_numbers(apps, schema_editor):
    snapshots = apps.get_model("archive", "Snapshot").objects.using(schema_editor.connection.alias)
    for snapshot in snapshots.all():
        snapshot.year, snapshot.month = snapshot.first_day.year, snapshot.first_day.month
        snapshot.save(update_fields=["year", "month"])


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]

    operations = [
        migrations.RenameModel("Month", "Snapshot"),
        migrations.AddField("snapshot", "first_day", models.DateField(null=True)),
        migrations.AlterField("snapshot", "year", models.IntegerField(null=True)),
        migrations.AlterField("snapshot", "month", models.IntegerField(null=True)),
        migrations.RunPython(to_dates, to_numbers),
        migrations.AlterUniqueTogether("snapshot", set()),
        migrations.RemoveField("snapshot", "year"),
        migrations.RemoveField("snapshot", "month"),
        migrations.RenameField("snapshot", "first_day", "month"),
        migrations.AlterField("snapshot", "month", models.DateField(unique=True)),
        migrations.AlterModelOptions(
            "snapshot", {"get_latest_by": "month", "ordering": ["-month"]}
        ),
    ]
