from django.db import migrations, models


def name_the_nameless(apps, schema_editor):
    users = apps.get_model("people", "User").objects.using(schema_editor.connection.alias)
    for user in users.filter(display_name=""):
        user.display_name = f"{user.first_name} {user.last_name}".strip() or user.username
        user.save(update_fields=["display_name"])


def join_the_shop(apps, schema_editor):
    """Give everybody a membership, found through the reverse side of the one-to-one relation."""
    memberships = apps.get_model("people", "Membership").objects
    users = apps.get_model("people", "User").objects.using(schema_editor.connection.alias)
    for user in users.select_related("membership"):
        if not hasattr(user, "membership"):
            memberships.using(users.db).create(user=user, since=user.date_joined.date())


def leave_the_shop(apps, schema_editor):
    memberships = apps.get_model("people", "Membership").objects
    memberships.using(schema_editor.connection.alias).filter(level="reader").delete()


class Migration(migrations.Migration):
    dependencies = [("people", "0002_membership")]

    operations = [
        migrations.RenameField("user", "nickname", "display_name"),
        migrations.AlterField("user", "display_name", models.CharField(blank=True, max_length=120)),
        migrations.RunPython(name_the_nameless, migrations.RunPython.noop),
        migrations.RunPython(join_the_shop, leave_the_shop),
    ]
