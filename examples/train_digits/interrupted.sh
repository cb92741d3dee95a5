#!/usr/bin/env bash
# interrupted.sh PROGRAM DATA FOLDER: training that Ctrl-C stops, and that goes on, ends with the bytes of one that was
# left alone.
set -euo pipefail
program=$1 data=$2 folder=$3
rm -rf "$folder"
mkdir -p "$folder/whole" "$folder/parts"
"$program" --data "$data" --epochs 3 --out "$folder/whole"

# Job control, since a shell's background jobs ignore SIGINT otherwise.
set -m
"$program" --data "$data" --epochs 3 --out "$folder/parts" >"$folder/printed.txt" &
until grep -q '^epoch  1' "$folder/printed.txt"; do sleep 0.01; done
kill -INT $!
status=0
wait $! || status=$?
cat "$folder/printed.txt"
[ $status = 130 ]
grep -q '^interrupted in epoch [23]: go on with --resume$' "$folder/printed.txt"

"$program" --data "$data" --epochs 3 --out "$folder/parts" --resume
cmp "$folder/whole/checkpoint.pth" "$folder/parts/checkpoint.pth"
cmp "$folder/whole/loss.svg" "$folder/parts/loss.svg"
echo "the same bytes"
