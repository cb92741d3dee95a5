// SPDX-License-Identifier: Apache-2.0
/// \file
/// Values of pickles that a test writes down.
#pragma once

#include <nnstruct/error.hpp>
#include <nnstruct/format/pytorch/value_reader.hpp>
#include <nnstruct/format/zip/writer.hpp>
#include <nnstruct/io/atomic_file.hpp>
#include <nnstruct/state_dict/value.hpp>

#include <string>

#include "support/catch.hpp"
#include "support/temp_folder.hpp"

namespace nnstruct_test {

inline nnstruct::Value value_of(const std::string& pickle) {
  const temp_folder folder;
  const std::string path = folder / "value.pth";
  nnstruct::io::atomic_file file(path);
  nnstruct::format::zip::writer out(file);
  out.add("value/data.pkl", pickle.data(), pickle.size());
  out.add("value/version", "3\n", 2);
  out.finish();
  file.commit(false);
  namespace pytorch = nnstruct::format::pytorch;
  return pytorch::read_value(pytorch::checkpoint_file(path), {}, nnstruct::format::elements::read).value;
}
inline nnstruct::FormatError refusal_of(const std::string& pickle) {
  return thrown_by<nnstruct::FormatError>([&] { value_of(pickle); });
}

}  // namespace nnstruct_test
