#!/bin/sh
# `make demo`: from the books of two real firms to their annual reports, and why.
set -eu
for firm in mml_investors_2003 mml_distributors_2003; do
  echo "== tieout netcap examples/$firm"
  "$TIEOUT" netcap "examples/$firm"
  echo
  echo "== tieout build examples/$firm --out $OUT/$firm"
  "$TIEOUT" build "examples/$firm" --out "$OUT/$firm"
  echo
done
echo "== tieout why examples/mml_investors_2003 net_capital --depth 4"
"$TIEOUT" why examples/mml_investors_2003 net_capital --depth 4
echo
echo "== tieout read $OUT/mml_distributors_2003/report.pdf -o $OUT/mml_distributors_2003/read.json"
"$TIEOUT" read "$OUT/mml_distributors_2003/report.pdf" -o "$OUT/mml_distributors_2003/read.json"
"$TIEOUT" why "$OUT/mml_distributors_2003/read.json" net_capital
echo
echo "Look at $OUT/mml_investors_2003/report.pdf, then ask:  $TIEOUT why examples/mml_investors_2003 net_capital"
