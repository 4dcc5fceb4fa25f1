from django.db import migrations, models


def turn_the_flag(apps, schema_editor):
    apps.get_model("catalogue", "Item").objects.using(schema_editor.connection.alias).update(
        in_print=models.Case(models.When(out_of_print=True, then=False), default=True)
    )


def turn_the_flag_back(apps, schema_editor):
    apps.get_model("catalogue", "Item").objects.using(schema_editor.connection.alias).update(
        out_of_print=models.Case(models.When(in_print=True, then=False), default=True)
    )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_prices")]

    operations = [
        migrations.AddField("item", "in_print", models.BooleanField(db_default=True)),
        migrations.RunPython(turn_the_flag, turn_the_flag_back),
        migrations.RemoveField("item", "out_of_print"),
    ]
