"""The relational read model: the catalogue, its changes and its scores as tables for SQL users; disposable."""
