"""How fast tieout is, beside hledger and beancount on the same books, and whether it is as fast as we say.

`make bench` (or `python -m bench`; `--sample` or BENCH_SAMPLE=1 for a run of seconds).

- `books`      the same seeded journal for tieout, hledger and beancount
- `processes`  commands timed as whole processes, and the peers that are installed
- `checks`     faults planted in simulated filings: found, named, explained; clean ones left alone
- `ledger`     what is measured, and the targets
"""
