"""How fast the registry is, beside what it can fairly be compared with. `python -m benchmarks`; docs/benchmarks.md."""
