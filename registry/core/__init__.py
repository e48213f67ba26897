"""What the registry knows and how it judges: pure functions over frozen records. No Flask, SQL, YAML or clock."""
