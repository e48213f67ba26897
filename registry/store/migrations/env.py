"""How Alembic meets the database: over a connection that is handed in, within its transaction."""

from alembic import context

from registry.store.tables import RevisionRow

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=RevisionRow.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
