// SPDX-License-Identifier: Apache-2.0
/// \file
/// The files that tests/data/make_checkpoints.py wrote, what PyTorch says is in them, and structs that they fit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nnstruct/nnstruct.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/temp_folder.hpp"

namespace nnstruct_test {

namespace nn = nnstruct;

inline constexpr const char* torch_versions[] = {"torch-1.13", "torch-2.14"};

/// ckpt_NAME of one version of PyTorch: data_file("torch-2.14", "net_float32.pth").
inline std::string data_file(const std::string& version, const std::string& name) {
  return std::string(NNSTRUCT_TEST_DATA) + "/" + version + "/ckpt_" + name;
}

// class Net(nn.Module) of make_checkpoints.py, and others there.
struct Net {
  nn::Linear<4, 3> fc1;
  nn::Linear<3, 2> fc2;
};
struct Counted {
  nn::Linear<4, 3> fc1;
  nn::Linear<3, 2> fc2;
  nn::Buffer<std::int64_t> steps;
};

inline nn::dtype dtype_named(std::string_view name) {
  for (std::size_t i = 0; i < std::size(nn::detail::dtype_rows); ++i)
    if (nn::name_of(static_cast<nn::dtype>(i)) == name) return static_cast<nn::dtype>(i);
  throw std::runtime_error("no dtype " + std::string(name));
}

struct expected_tensor {
  std::string key;
  nn::dtype dtype;
  std::vector<std::int64_t> shape;
  std::string bytes;
  std::array<std::string, 4> converted;  ///< to float32, float64, float16, bfloat16; empty where the file has none
};

struct expected_dict {
  std::vector<expected_tensor> tensors;
  nn::StateDict::metadata_type metadata;

  const expected_tensor& operator[](std::string_view key) const {
    for (const expected_tensor& tensor : tensors)
      if (tensor.key == key) return tensor;
    throw std::runtime_error("PyTorch has no " + std::string(key));
  }
};

inline expected_dict read_expected(const std::string& path) {
  expected_dict out;
  std::istringstream lines(content_of(path));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string key, dtype, shape, bytes;
    if (line.starts_with("@metadata \"")) {
      const auto end = line.rfind('"');
      out.metadata.emplace_back(line.substr(11, end - 11), std::stoll(line.substr(end + 1)));
      continue;
    }
    words >> key >> dtype >> shape >> bytes;
    expected_tensor tensor{key, dtype_named(dtype), {}, unhex(bytes), {}};
    std::istringstream extents(shape == "-" ? "" : shape);
    for (std::string extent; std::getline(extents, extent, 'x');) tensor.shape.push_back(std::stoll(extent));
    for (std::string& converted : tensor.converted)
      if (words >> bytes) converted = unhex(bytes);
    out.tensors.push_back(std::move(tensor));
  }
  return out;
}

/// The elements' bytes, row-major.
inline std::string bytes_of(const nn::AnyTensor& view) {
  const nn::AnyTensor tensor = view.contiguous();
  return {reinterpret_cast<const char*>(tensor.data.get()), tensor.data.size()};
}

/// FNV-1a over all values of a model, and which of them are there.
template <class Model> std::uint64_t hash_of(const Model& model) {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto mix = [&](unsigned char byte) { hash = (hash ^ byte) * 0x100000001b3; };
  for (const nn::detail::held_values* values : nn::detail::values_of_model(model)) {
    mix(values->has_values());
    for (std::size_t i = 0; i < values->storage().bytes(); ++i)
      mix(static_cast<unsigned char>(values->storage().data()[i]));
  }
  return hash;
}

/// A Net whose every value is set.
inline Net a_net(float first) {
  Net net;
  net.fc1.weight.fill_(first);
  net.fc1.bias.fill_(first + 1);
  net.fc2.weight.fill_(first + 2);
  net.fc2.bias.fill_(first + 3);
  return net;
}

/// Expects that a load throws this, and that the model is byte for byte as it was.
template <class Exception, class Model>
Exception refused_load(Model& model, const std::string& path, const nn::LoadOptions& options = nn::strict) {
  const std::uint64_t before = hash_of(model);
  const Exception error = thrown_by<Exception>([&] { nn::load(model, path, options); });
  CHECK(hash_of(model) == before);
  return error;
}

}  // namespace nnstruct_test
