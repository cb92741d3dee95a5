// SPDX-License-Identifier: Apache-2.0
// measure: {"row": "a language model of 5,000 keys, declared and checked"}
#include "../../tests/static/gpt.cpp"
