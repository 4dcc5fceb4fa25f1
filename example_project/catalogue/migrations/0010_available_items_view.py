from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0009_remainders")]

    operations = [
        migrations.RunSQL(
            [
                """
                CREATE VIEW catalogue_available_items AS
                SELECT item.id, item.title, publisher.name AS publisher
                FROM catalogue_item item
                JOIN catalogue_publisher publisher ON publisher.id = item.publisher_id
                """,
                ("UPDATE catalogue_item SET tax_percent = %s WHERE net_price = %s", [0, 0]),
            ],
            reverse_sql="DROP VIEW catalogue_available_items",
        ),
    ]
