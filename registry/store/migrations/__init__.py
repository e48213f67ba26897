"""The steps that bring a database of an earlier version of the registry up to this one."""
