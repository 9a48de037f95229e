"""`python -m sandbox`: start, stop and advance the simulated platforms."""

from sandbox.cli.commands import main

if __name__ == "__main__":
    main(prog_name="python -m sandbox")
