"""`python -m analysis` is the command `themeline`."""

from analysis.cli import main

if __name__ == "__main__":
    main(prog_name="themeline")
