#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# counts.sh PROGRAM FOLDER CHECKSUMS: counts what loads and saves need, whatever the machine: system calls and bytes by strace,
# allocations and instructions by valgrind. What the same program needs without the load or save is taken off.
# Each row has the most that it may be: about a tenth above what it was when it was written down, and of instructions, which
# compilers choose, a quarter. A change that needs more changes the row, and says why.
set -euo pipefail
program=$1
folder=$2
checksums=$3  # libdeflate or zlib
rm -rf "$folder"
mkdir -p "$folder"
"$program" make "$folder"

# calls WHAT: reads, bytes read, writes, bytes written, all calls.
calls() {
  strace -f -o "$folder/strace.txt" "$program" "$1" "$folder"
  awk '
    { sub(/^[0-9]+ +/, "") }
    /^<\.\.\. / { name = $2 }  # the end of a call that was interrupted by another thread
    !/^<\.\.\. / { name = $0; sub(/\(.*/, "", name); ++all }
    /= [0-9]+$/ && name ~ /^p?read(64)?$/ { ++reads; read += $NF }
    /= [0-9]+$/ && name ~ /^p?write(64|v)?$/ { ++writes; written += $NF }
    END { printf "%d %d %d %d %d\n", reads, read, writes, written, all }' "$folder/strace.txt"
}

# work WHAT: instructions in thousands, by one thread; allocations. Valgrind looks like one kind of processor everywhere.
work() {
  taskset -c "$one" valgrind --tool=callgrind --callgrind-out-file=/dev/null "$program" "$1" "$folder" \
    2>"$folder/callgrind.txt"
  taskset -c "$one" valgrind --leak-check=no "$program" "$1" "$folder" 2>"$folder/memcheck.txt"
  awk '/refs:/ { gsub(",", "", $NF); thousands = int($NF / 1000) }
       /total heap usage:/ { gsub(",", "", $5); allocations = $5 }
       END { printf "%d %d\n", thousands, allocations }' "$folder/callgrind.txt" "$folder/memcheck.txt"
}
one=$(taskset -cp $$ | sed 's/.*: //; s/[,-].*//')

status=0
# check WHAT WITHOUT READS BYTES WRITES BYTES CALLS INSTRUCTIONS/1000 ALLOCATIONS: what WITHOUT needs is taken off.
check() {
  local what=$1 names=(reads "bytes read" writes "bytes written" "system calls" "thousand instructions" allocations)
  local with without most=("${@:3}") i
  read -ra with <<<"$(calls "$1") $(work "$1")"
  read -ra without <<<"$(calls "$2") $(work "$2")"
  for i in "${!names[@]}"; do
    local found=$((with[i] - without[i]))
    printf '%-10s %-22s %10d, at most %10d\n' "$what" "${names[i]}" "$found" "${most[i]}"
    if [ "$found" -gt "${most[i]}" ]; then
      printf 'error: %s needs %d %s, more than %d\n' "$what" "$found" "${names[i]}" "${most[i]}"
      status=1
    fi
  done
}

# zlib takes more instructions for the checksum of 16 MB.
sum=0
[ "$checksums" = libdeflate ] || sum=72000

#     what      without    reads    bytes  writes    bytes calls       kinstr allocations
check load      nothing       92 16900000       0        0   125 $((5800 + sum)) 125
check again     init          92 16900000       0        0   125 $((5800 + sum)) 125
check map       nothing       19    20000       0        0    30          230 125
check many      nothing       36  1800000       0        0    80 $((52000 + sum / 16)) 13500
check save      init           0        0       4 16900000    45 $((5700 + sum)) 140
check save_many make_many      0        0      17  1130000    50 $((29000 + sum / 16)) 17000
rm -rf "$folder"
exit $status
