"""Facts to paper and machine formats.  Nothing here computes a figure: it only decides how a figure looks.

- `pdf`      `write_pdf()`: the annual report, Form X-17A-5 Part III, as it is signed and filed
- `workbook` `write_workbook()`: the same as a workbook of live formulas, laid out by `cells`
- `forms`    the editions of the facing page, and which of its boxes a report checks
- `figures`  a Statement as rows of printed figures: dollar signs, parentheses, rules, rows that stay together
- `notes`    `fill_notes()`: the firm's own text with its figures put in from the facts
- `words`    dates and periods as a report spells them
- `markup`   the Markdown of notes as a tree of plain text, so that no character of it is ever a command
"""
