"""How fast tieout is, beside hledger and beancount on the same books, and whether it is as fast as we say.

`make bench` (or `python -m bench`; `--sample` or BENCH_SAMPLE=1 for a run of seconds).

- `books`      the same seeded journal for tieout, hledger and beancount
- `processes`  commands timed as whole processes, and the peers that are installed
- `checks`     faults planted in simulated filings: found, named, explained; clean ones left alone
- `mutants`    one place of the law or of the checks changed at a time: do the tests notice
- `ledger`     what is measured, and the targets
"""
