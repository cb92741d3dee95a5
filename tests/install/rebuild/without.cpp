// SPDX-License-Identifier: Apache-2.0
// Includes no schema.
int without();
int without() { return 0; }
