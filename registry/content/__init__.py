"""Text ↔ records. The only home of YAML; what a text may hold is said in docs/content-format.md."""
