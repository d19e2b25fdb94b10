"""Files to Documents: text, markdown, HTML, PDF and scans, by what they hold and whatever they are called.

`opening` is the door.  Text is read in process; PDFs and images by a worker (`guard`), since what parses them may crash
or hang.  `scans` prepares a page for the OCR engines, `ocr` makes one reading of two.
"""
