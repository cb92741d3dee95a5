#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes python_modules.txt: the modules of the standard library of the Python that runs this, and those of Python 2 that
its pickle knows under other names.

    python3 make_python_modules.py    on Python 3.11
"""
import _compat_pickle
import os
import sys

NAMES = sorted(set(sys.stdlib_module_names) | set(_compat_pickle.IMPORT_MAPPING) |
               {module for module, _ in _compat_pickle.NAME_MAPPING})
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "python_modules.txt"), "w", newline="\n") as file:
    file.writelines(name + "\n" for name in NAMES)
print(len(NAMES), "modules")
