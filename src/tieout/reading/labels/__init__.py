"""Labels to concepts by the words filers use (`taxonomy/seen_as`), and whether a side of a balance sheet foots.

`matching.match` is what the statements ask of every label; `classify` and `sides` serve lists without a page.
"""
