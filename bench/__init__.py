"""Each figure beside the floor measured in the same run: `make bench`, `python -m bench --entries 1000000`."""
