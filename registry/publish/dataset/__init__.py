"""The whole data as one archive: its files, and how each is described to people and to programs."""
