// SPDX-License-Identifier: Apache-2.0
#include <in_library/files/model.hpp>

const nnstruct::EmbeddedFile& weights_in_library() { return in_library::files::model; }
