"""The relational read model: the catalogue, its changes and scores as tables for SQL users; disposable."""

# Whoever asks for one table must know of all: `metadata` is complete.
from registry.store.projection import scored_tables as scored_tables
from registry.store.projection import tables as tables
