// SPDX-License-Identifier: Apache-2.0
#include "net.hpp"

Net load_elsewhere(const std::string& path) { return nnstruct::load<Net>(path); }

std::string repr_elsewhere(const Net& net) { return nnstruct::repr(net); }
