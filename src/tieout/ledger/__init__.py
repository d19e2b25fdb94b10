"""The books: firm, chart of accounts, entries and postings in exact cents, positions."""
