#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes json.txt: texts, and whether Python's json takes them. A line is one of

    value HEX yes|no            the whole text is JSON of UTF-8 without half surrogate pairs and without NaN
    string HEX DECODED|no       the whole text is a string; DECODED are its characters in UTF-8, in hexadecimal (- if none)

and HEX is the text in hexadecimal. An object's key that comes twice is JSON, so it is none of this table's.
"""
import json
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))


def decoded(data):
    """What Python reads, or raises ValueError."""
    def no_constant(name):
        raise ValueError(name)
    value = json.loads(data.decode("utf-8"), parse_constant=no_constant)
    json.dumps(value, ensure_ascii=False).encode("utf-8")  # a lone surrogate raises
    return value


def row(kind, data):
    try:
        value = decoded(data)
    except (ValueError, RecursionError):
        return "%s %s no" % (kind, data.hex() or "-")
    if kind == "string":
        return "string %s %s" % (data.hex(), value.encode("utf-8").hex() or "-" if isinstance(value, str) else "no")
    return "value %s yes" % data.hex()


STRINGS = [r'""', r'"a"', r'"a\"b"', r'"\\"', r'"\/\b\f\n\r\t"', r'"\u0041\u00e9\u65e5\ud83d\ude00"', r'"\u0000"', r'"\ud800"',
           r'"\udc00"', r'"\ud800\ud800"', r'"\ud800x"', r'"\ud800\n"', r'"\u12"', r'"\u12g4"', r'"\x41"', r'"\a"', '"a', 'a"', '"\n"', '"\t"',
           '"\x7f"', '"\u00e9\u65e5\U0001f600"', r'"\uD83D\uDE00"', r'"\ud83d\ude0"', '"\\', '"\\u', ' "a" ', '\v"a"', '"a" b', '""""', "'a'",
           r'"\u00C3\u00A9"', r'"\uffff\ufffe"']
VALUES = ["{}", "[]", "[[]]", "[{}]", '{"a":{}}', '{"a":[1,2,{"b":null}]}', "true", "false", "null", "tru", "True", "nul", "nulll", "0", "-0", "-", "1.5",
          "1.", ".5", "01", "-01", "1e5", "1E+5", "1e-5", "1e", "1e+", "+1", "1.5.5", "1-2", "0x10", "NaN", "Infinity", "-Infinity", "[1,]", "[,1]", "[1 2]", "[1,,2]",
          "{,}", '{"a"}', '{"a":}', '{"a":1,}', '{"a" 1}', "{1:2}", '{"a":1 "b":2}', "{]", "[}", "[", "{", "]", "}", "", " ", "[1]]", "{} {}", "[1]x", ' \t\n\r[ 1 , 2 ] \n',
          "\v[]", "\u00a0[]", '{"":0}', '[true,false,null]', "[tru]", "[truefalse]", "[1true]", '["a""b"]', '"a":1', "1,2", "\ufeff[]", "/**/[]", "[1//\n]", "1a", "a1", "e5", "E5", "[-]", "[--1]",
          "[1e5e5]", "[0.0e0]", "[00]", "99999999999999999999999999", "1e999", "[\"\\ud800\"]"]


def main():
    rows = [row("string", s.encode("utf-8")) for s in STRINGS]
    rows += [row("string", data) for data in (b'"\xff"', b'"\xc3"', b'"\xc3(', b'"\xed\xa0\x80"', b'"\xf4\x90\x80\x80"', b'"\xc0\x80"', b'"\xe2\x82"', b'\xff')]
    rows += [row("value", s.encode("utf-8")) for s in VALUES]
    rng = random.Random(1)
    good = [json.dumps({"a": [1, -2.5e-7, True, None, {"b\n\u00e9": "\u65e5\U0001f600"}], "": {}}, ensure_ascii=ascii, indent=indent)
            for ascii in (True, False) for indent in (None, 1)]
    for text in good:
        rows.append(row("value", text.encode("utf-8")))
    seen = set()
    while len(seen) < 300:
        data = bytearray(rng.choice(good).encode("utf-8"))
        for _ in range(rng.choice([1, 1, 1, 2])):
            at = rng.randrange(len(data))
            kind = rng.randrange(3)
            if kind == 0:
                data[at] = rng.choice(b'{}[]",:\\ -+.0e1tn\x00\xff\xc3')
            elif kind == 1:
                del data[at]
            else:
                data.insert(at, rng.choice(b'{}[]",:\\ -+.0e1tn\x00\xff\xc3'))
        seen.add(bytes(data))
    rows += [row("value", data) for data in sorted(seen)]
    with open(os.path.join(HERE, "json.txt"), "w", newline="\n") as out:
        out.write("".join(line + "\n" for line in rows))
    print(len(rows), "rows,", sum(line.endswith(" yes") for line in rows), "of them JSON")


if __name__ == "__main__":
    main()
