"""The duowang command line."""
