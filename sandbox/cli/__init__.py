"""The sandbox's command line."""
