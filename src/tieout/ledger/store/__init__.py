"""The store: a firm's documents and entries in a database, append-only, for daily use by several people.

SQLite in one file by default (`sqlite:///firm.db`), PostgreSQL by URL (`postgresql://host/firm`).

- `books`     Store: what is asked of it
- `chain`     entries as rows, and the hashes that chain them
- `schema`    the tables, and the triggers by which the database itself refuses to forget
- `database`  connections, the one-writer lock, bulk rows, and errors in words

What is promised:

- **Nothing is changed or removed.**  The database refuses UPDATE, DELETE, REPLACE and TRUNCATE; a correction is a
  reversing entry.  Triggers stop accidents.  Who owns the file can drop them, and that is what the chain is for.
- **Every entry balances**, checked before it is sent and again by the database: an entry's postings are written first,
  the entry seals them, and a seal that does not sum to zero is refused, as is a posting to a sealed entry.
- **Each entry carries the hash of the one before it**, and so do documents and imports; `verify()` recomputes all.
  Whoever wrote down the head of the chain can tell later whether anything up to it was changed.
- **All or nothing.**  What is imported together is one transaction; one writer at a time, readers see whole imports.

Two choices made by measurement (100,000 entries, 300,000 postings, two cores):

- `day_totals` holds, per import, what each account moved on each day, written in the same transaction as the postings
  and recomputed by `verify()`.  A trial balance sums those 73,000 rows in 8 ms; the postings took 60 ms, and unlike
  them the days do not grow with the volume of trading.
- SQLAlchemy and polars take 0.3 s each to import, hledger 5 s for the same trial balance.  So both are imported where
  first needed, and `Store.balances` on SQLite needs neither.
"""

from tieout.ledger.store.books import Balance, ChainState, Item, Store

__all__ = ["Balance", "ChainState", "Item", "Store"]
