"""The database: tables, runs, migrations. The only room that knows SQLAlchemy."""
