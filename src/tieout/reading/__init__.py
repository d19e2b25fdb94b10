"""From a filed report to facts that know their page.

A file becomes a `Document` (pages of rows of cells, each with its place), whatever it was: text, markdown, a PDF with a
text layer, a scan.  Everything after that reads the Document and never the file: the outline finds where the facing
page, the statements, the notes and the schedules stand; tables become lines; labels become concepts; sums prove the
figures, and repair the ones that damage explains.
"""
