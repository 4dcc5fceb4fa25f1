"""Small histories, migrated by stock Django and by us: the same schema after every step, names included."""
