"""The site: what knows about requests, addresses and templates. A blueprint a file."""
