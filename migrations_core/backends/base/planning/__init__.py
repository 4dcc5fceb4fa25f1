"""What the database has to be told: functions from facts to statements. Nothing is sent here."""
