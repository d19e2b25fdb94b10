"""Notes to the statements: their text by number and title, and the facts in their sentences and small tables.

`reader` is the door; the wordings are data (`taxonomy/in_notes.yaml`).
"""
