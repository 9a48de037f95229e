"""Privacy: the register of processing, requests of persons, the access log, keys and encryption."""
