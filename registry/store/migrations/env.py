"""How Alembic meets the database: over a connection that is handed in, within its transaction."""

from alembic import context

from registry.store.desk_tables import AccountRow

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=AccountRow.metadata,  # the ledger's tables are in it, too: those of the desk refer to them
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
