"""The relational read model: the catalogue, its changes and scores as tables for SQL users; disposable."""
