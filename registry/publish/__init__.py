"""Records turned into what leaves the house: JSON, Markdown as HTML, PDF, tables, feeds, the search index."""
