"""Real projects migrated by stock Django and by us, the databases compared.

`catalogue` lists the projects, `scratch` writes one to a directory, `walk` runs commands in it and
keeps the database after each, `recordings` keeps what stock Django did, `fill` writes rows that
have to survive, `compare` judges.
"""
