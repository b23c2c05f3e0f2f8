"""How older stores become newer ones: one script a release, run by Alembic when a store opens."""
