#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes how Python prints floats: python_floats.txt, beside this script. A line is the number's 64 bits in hexadecimal
digits, its repr, and the number rounded: by %g, %.4e, and %.2f, where - stands for what would be long."""
import math
import os
import random
import struct

HERE = os.path.dirname(os.path.abspath(__file__))
random.seed(20240607)
values = [0.0, 1.0, 0.1, 0.2, 0.25, 1e-5, 1e-4, 1e-3, 1e-8, 1e-12, 0.01, 0.5, 0.9, 0.999, 3.0, 10.0, 100.0, 1 / 3, 2 / 3,
          123456.0, 1234567.5, 1e15, 1e16, 1e17, 9999999999999998.0, 123456789012345680.0, 1e22, 1e23, 1.5e300, 5e-324,
          2.2250738585072014e-308, 1.7976931348623157e308, 4.35, 9.5e-5, 9.5e-4, 0.00012345, 2.0 ** 53, 2.0 ** 63, 1e100]
values += [float(struct.unpack("f", struct.pack("f", v))[0]) for v in (0.1, 0.2, 1e-5, 0.9, 3.14159)]
values += [10.0 ** n for n in range(-20, 25)] + [1.25 * 10.0 ** n for n in range(-8, 20)]
values += [random.uniform(-10, 10) for _ in range(100)]
while len(values) < 500:
    v = struct.unpack("<d", random.getrandbits(64).to_bytes(8, "little"))[0]
    if not math.isnan(v):
        values.append(v)
values += [-0.0, -1.0, -1e-5, -1e16, math.inf, -math.inf, math.nan]
with open(os.path.join(HERE, "python_floats.txt"), "w", newline="\n", encoding="ascii") as out:
    for v in values:
        fixed = "%.2f" % v if abs(v) < 1e20 else "-"
        out.write("%016x %r %g %.4e %s\n" % (struct.unpack("<Q", struct.pack("<d", v))[0], v, v, v, fixed))
