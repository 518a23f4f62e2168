"""`python -m cli`, which is what the launcher runs."""

from cli.main import main

if __name__ == "__main__":
    main()
