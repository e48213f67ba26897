"""The database: the append-only ledger of texts and the tables projected from it. The only home of SQL."""
