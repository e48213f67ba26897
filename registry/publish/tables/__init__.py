"""Tables of the record: what each column means is said once, and every form of a table is made from that."""
