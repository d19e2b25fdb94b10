"""Statements and schedules: rows to lines, lines to concepts, figures proved by the sums that hold.

- `headings`, `columns`, `captions`, `tables`  rows to items: dates, scale, columns, labels over several rows
- `lines`, `asides`                             items to lines: section, concept, amounts inside labels
- `structure`, `sums`                           which figures are sums of which; proof and repair
- `statement`, `equity`                         one statement, and the matrix of changes in equity
"""
