"""What a filing says outside its figures: the facing page, the oath, the cover and contents, the auditor's report.

A blank that stands on the form and cannot be read is the string "unreadable"; nothing is invented.
"""
