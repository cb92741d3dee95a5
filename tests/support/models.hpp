// SPDX-License-Identifier: Apache-2.0
/// \file
/// What torchvision's models are and compute, read from tests/data, and how the library's are compared with it.
#pragma once

#include <cstdint>
#include <span>
#include <sstream>
#include <string>

#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/io/crc32.hpp>
#include <nnstruct/module/init.hpp>
#include <nnstruct/module/predict.hpp>
#include <nnstruct/module/repr.hpp>
#include <nnstruct/module/state_dict.hpp>
#include <nnstruct/module/walk.hpp>
#include <nnstruct/random/generator.hpp>
#include <nnstruct/schema/schema.hpp>

#include "support/catch.hpp"
#include "support/close.hpp"

namespace nnstruct_test {

/// tests/data/models.pth, read once; make_models.py says what is in it.
inline const nnstruct::StateDict& models_data() {
  static const auto data = nnstruct::load<nnstruct::StateDict>(NNSTRUCT_TEST_DATA "/models.pth");
  return data;
}
inline std::span<const std::int64_t> integers_of(const std::string& key) {
  const nnstruct::AnyTensor& tensor = models_data()[key];
  return {tensor.values<std::int64_t>(), static_cast<std::size_t>(tensor.numel())};
}

/// make_models.py's function of that name.
template <class X> X images(std::int64_t n, std::int64_t h, std::int64_t w) {
  nnstruct::Tensor<float, nnstruct::dyn, 3, nnstruct::dyn, nnstruct::dyn> x(n, h, w);
  for (std::int64_t i = 0; i < x.numel(); ++i) x.data()[i] = static_cast<float>(i * 7919 % 1009 - 504) / 256;
  return X(x);
}
/// A batch of images of a size that only run time knows.
using any_images = nnstruct::Tensor<float, nnstruct::dyn, 3, nnstruct::dyn, nnstruct::dyn>;
inline any_images input_of_model(const std::string& name) {
  const auto extents = integers_of(name + ".extents");
  return images<any_images>(extents[0], extents[2], extents[3]);
}

/// The first line in which two texts differ, of both; empty if they are equal.
inline std::string first_difference(const std::string& found, const std::string& expected) {
  std::istringstream a(found), b(expected);
  std::string line, wanted;
  for (int number = 1;; ++number) {
    const bool more = static_cast<bool>(std::getline(a, line)),
               more_wanted = static_cast<bool>(std::getline(b, wanted));
    if (!more && !more_wanted) return "";
    if (more != more_wanted || line != wanted)
      return "line " + std::to_string(number) + " is `" + (more ? line : "") + "`, PyTorch has `" +
             (more_wanted ? wanted : "") + "`";
  }
}

/// The schema as make_models.py writes a state_dict.
template <class Model> std::string schema_text() {
  std::ostringstream out;
  out << "parameters " << nnstruct::parameter_count<Model> << "\nbytes " << nnstruct::byte_count<Model>;
  for (const nnstruct::schema_entry& entry : nnstruct::schema<Model>) {
    out << '\n' << entry.key << (entry.kind == nnstruct::entry_kind::buffer ? " buffer " : " parameter ");
    out << nnstruct::name_of(entry.dtype);
    for (std::int64_t extent : entry.shape) out << ' ' << extent;
  }
  return out.str();
}

/// Keys, their order and shapes, and the printout are torchvision's.
template <class Model> void check_description(const std::string& name) {
  INFO(name);
  CHECK(first_difference(schema_text<Model>(), text_of("models_keys.txt", name)) == "");
  CHECK(first_difference(nnstruct::repr(Model{}), text_of("models_repr.txt", name)) == "");
}

/// Every entry has the bits that it has in PyTorch after torch.manual_seed(seed); Model().
template <class Model> void check_initial_values(const std::string& name, const Model& model) {
  const auto expected = integers_of(name + ".initial.crc32");
  REQUIRE(nnstruct::schema<Model>.size() == expected.size());
  std::string wrong;
  std::size_t i = 0;
  for (const auto& [key, tensor] : nnstruct::state_dict(model)) {
    const std::size_t bytes = static_cast<std::size_t>(tensor.numel()) * nnstruct::size_of(tensor.dtype);
    if (nnstruct::io::crc32(0, tensor.data.get(), bytes) != expected[i++]) wrong += key + ' ';
  }
  CHECK(wrong == "");
}

/// The entries of a state_dict that are in tests/data: those of a case, behind its name and ".state.".
inline void check_state(const std::string& name, const nnstruct::StateDict& state) {
  const std::string prefix = name + ".state.";
  for (const auto& entry : models_data()) {
    if (!entry.first.starts_with(prefix)) continue;
    INFO(entry.first);
    const nnstruct::AnyTensor& expected = entry.second;
    const nnstruct::AnyTensor& found = state[entry.first.substr(prefix.size())];
    if (expected.dtype == nnstruct::dtype::int64) {
      CHECK(*found.values<std::int64_t>() == *expected.values<std::int64_t>());
    } else {
      CHECK(is_close(as<nnstruct::Tensor<float, nnstruct::dyn>>(found), expected));
    }
  }
}

/// What the model gives is what PyTorch's gave: in training mode, its statistics after that, and in evaluation mode.
template <class Model, class X> void check_forward(const std::string& name, Model& model, const X& x) {
  const nnstruct::StateDict& data = models_data();
  if (data.find(name + ".trained") != data.end()) CHECK(is_close(model.forward(x), data[name + ".trained"]));
  nnstruct::eval(model);
  check_state(name, nnstruct::state_dict(model));
  const Model& constant = model;
  const auto y = nnstruct::predict(constant, x);
  CHECK(is_close(y, data[name + ".output"]));
  CHECK(is_same(nnstruct::predict(model, x), nnstruct::AnyTensor(y)));
}

/// make_models.py's function of that name.
template <class Model> void give_statistics(Model& model) {
  nnstruct::StateDict state = nnstruct::state_dict(model);
  for (const nnstruct::schema_entry& entry : nnstruct::schema<Model>) {
    const bool is_mean = entry.key.ends_with("running_mean");
    if (!is_mean && !entry.key.ends_with("running_var")) continue;
    nnstruct::Tensor<float, nnstruct::dyn> values(nnstruct::numel(entry.shape));
    for (std::int64_t i = 0; i < values.numel(); ++i)
      values(i) = is_mean ? static_cast<float>(i % 7 - 3) / 8 : 1 + static_cast<float>(i % 5) / 4;
    state[entry.key] = nnstruct::AnyTensor(values);
  }
  nnstruct::load_state_dict(model, state);
}

/// A model with PyTorch's initial values, and what it computes then, or once `change` has changed them.
template <class Model> void check_model(const std::string& name, void (*change)(Model&) = nullptr) {
  INFO(name);
  nnstruct::manual_seed(static_cast<std::uint64_t>(*integers_of(name + ".seed").data()));
  auto model = nnstruct::init<Model>();
  check_initial_values(name, model);
  if (change) change(model);
  check_forward(name, model, input_of_model(name));
}

}  // namespace nnstruct_test
