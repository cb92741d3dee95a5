#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes how Python prints strings: python_strings.txt, beside this script. A line is the string's UTF-8 bytes in
hexadecimal digits (`-` for none), a space, and its repr, whose lone surrogates are escaped anyway.

Prints, too, the ranges of code points that repr escapes, for tensor/python_string-inl.hpp. Code points without a
meaning (category Cn) count as either, so that they do not cut ranges."""
import os
import random
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
assigned = [c for c in range(0x110000) if unicodedata.category(chr(c)) != "Cn"]
ranges, within = [], False
for c in assigned:
    if chr(c).isprintable():
        within = False
    elif within:
        ranges[-1][1] = c
    else:
        ranges.append([c, c])
        within = True
print(", ".join("{0x%x, 0x%x}" % tuple(r) for r in ranges), "Unicode", unicodedata.unidata_version)

random.seed(20240608)
strings = ["", "a", "it's", 'say "x"', "it's \"x\"", "back\\slash", "tab\tnew\nline\rreturn", "\0\x1b\x7f\x80\xa0\xad", " ",
           "\u2028\u3000", "fc1.weight", "caf\u00e9", "\u7570\u5e38", "\U0001f600", "\ud800", "\udfff\ue000",
           "\U0010fffd", "a\u200bb", "\U000e0041"]
for first, last in ranges:
    strings += [chr(c) for c in (first - 1, first, last, last + 1)
                if 0 <= c < 0x110000 and unicodedata.category(chr(c)) != "Cn"]
strings += ["".join(chr(random.choice(assigned)) for _ in range(8)) for _ in range(100)]
with open(os.path.join(HERE, "python_strings.txt"), "w", newline="\n", encoding="utf-8") as out:
    for s in strings:
        out.write("%s %r\n" % (s.encode("utf-8", "surrogatepass").hex() or "-", s))
