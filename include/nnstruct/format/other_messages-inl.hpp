// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>

#include <nnstruct/format/other_messages.hpp>
#include <nnstruct/io/read_ahead.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format::detail {

/// The fields of a message of protocol buffers, as far as formats are told apart by them.
struct message_fields {
  bool whole = false;              ///< all bytes belong to fields
  std::uint32_t numbers = 0;       ///< bit i: there is a field of number i, and its value is a number
  std::uint32_t parts = 0;         ///< the same, where its value is a text or a message
  bool layers = false;             ///< a part of number 100
  std::uint32_t large = 0;         ///< parts of numbers from 200 to 3000
  bool other = false;              ///< anything else
  std::string first, last;         ///< how the first part and the last begin
  std::uint64_t first_number = 0;  ///< the first number's value
};

/// Of one message in memory, or of as many of its bytes as are at hand.
struct message_reader {
  std::string_view bytes;

  /// The next number of seven bits a byte; false if it is none, or not all at hand.
  bool varint(std::uint64_t& out) noexcept {
    out = 0;
    for (unsigned i = 0; i < 10 && i < bytes.size(); ++i) {
      const auto byte = static_cast<unsigned char>(bytes[i]);
      out |= std::uint64_t{byte & 0x7fu} << (7 * i);
      if (byte >= 0x80) continue;
      bytes.remove_prefix(i + 1);
      return true;
    }
    return false;
  }
  /// A field of that number, whose value is a text of printable characters.
  bool text(unsigned number) noexcept {
    std::uint64_t tag = 0, length = 0;
    if (!varint(tag) || tag != (number << 3 | 2u) || !varint(length) || length > bytes.size()) return false;
    const std::string_view value = bytes.substr(0, static_cast<std::size_t>(length));
    bytes.remove_prefix(value.size());
    return !value.empty() && std::all_of(value.begin(), value.end(),
                                         [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != 0x7f; });
  }
};

/// Walks over the fields of the message that a file is.
NNSTRUCT_DECLARE message_fields fields_of(const io::input_file& file) {
  message_fields out;
  io::read_ahead window(file, file.size());
  std::uint64_t at = 0;
  constexpr std::uint64_t most_fields = 1 << 20;
  for (std::uint64_t count = 0; at < file.size(); ++count) {
    const auto here = [&] {
      return window.at(at, static_cast<std::size_t>(std::min<std::uint64_t>(64, file.size() - at)));
    };
    message_reader in{here()};
    const std::size_t seen = in.bytes.size();
    std::uint64_t tag = 0, value = 0;
    if (count == most_fields || !in.varint(tag) || tag < 8 || !in.varint(value)) return out;
    at += seen - in.bytes.size();
    const std::uint64_t number = tag >> 3;
    if ((tag & 7) == 0) {
      if (out.numbers == 0) out.first_number = value;
      if (number < 32) out.numbers |= std::uint32_t{1} << number;
      else out.other = true;
    } else if ((tag & 7) == 2 && value <= file.size() - at) {
      out.last = value == 0 ? "" : here().substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(value, 64)));
      if (out.first.empty()) out.first = out.last;
      if (number < 32) out.parts |= std::uint32_t{1} << number;
      else if (number == 100) out.layers = true;
      else if (number >= 200 && number <= 3000) ++out.large;
      else out.other = true;
      at += value;
    } else {
      return out;
    }
  }
  out.whole = true;
  return out;
}

/// flax/serialization.py: to_bytes() packs dictionaries of strings in each other, and arrays as extensions of type 1
/// that are (shape, name of the dtype, bytes) themselves. Here the way to the first array is followed.
NNSTRUCT_DECLARE bool looks_like_flax(std::string_view bytes) noexcept {
  const auto take = [&](std::size_t count) {
    const std::string_view taken = bytes.substr(0, count);
    bytes.remove_prefix(taken.size());
    return taken;
  };
  const auto byte = [&] { return bytes.empty() ? 0u : static_cast<unsigned char>(take(1)[0]); };
  const auto is_dictionary = [&](unsigned code) { return (code >= 0x80 && code <= 0x8f) || code == 0xde; };
  const unsigned root = byte();
  if (!is_dictionary(root)) return false;
  if (root == 0xde) take(2);
  for (int items = 0; items < 64; ++items) {
    const unsigned key = byte();
    if (key > 0xa0 && key <= 0xbf) take(key - 0xa0);
    else if (key == 0xd9) take(byte());
    else return false;
    const unsigned code = byte();
    if (is_dictionary(code)) {  // the next key is its own, or one behind it
      if (code == 0xde) take(2);
    } else if (code < 0x80 || code >= 0xe0 || code == 0xc0 || code == 0xc2 || code == 0xc3) {
      continue;  // a small integer, None, a bool, as a step or an epoch is
    } else if (code >= 0xca && code <= 0xd3) {
      take(code <= 0xcb ? code == 0xca ? 4 : 8 : std::size_t{1} << ((code - 0xcc) % 4));
    } else {
      if (code >= 0xc7 && code <= 0xc9) take(std::size_t{1} << (code - 0xc7));
      else if (code < 0xd4 || code > 0xd8) return false;
      if (byte() != 1 || byte() != 0x93) return false;  // an array, of three items
      const unsigned rank = byte();
      if (rank < 0x90 || rank > 0x9f) return false;
      for (unsigned i = 0; i < rank - 0x90; ++i)
        if (const unsigned extent = byte(); extent >= 0x80) {
          if (extent < 0xcc || extent > 0xcf) return false;
          take(std::size_t{1} << (extent - 0xcc));
        }
      const unsigned name = byte();
      if (name <= 0xa0 || name > 0xbf) return false;
      const std::string_view dtype = take(name - 0xa0);
      for (std::string_view known : {"float", "bfloat", "int", "uint", "bool", "complex"})
        if (dtype.starts_with(known)) return true;
      return false;
    }
  }
  return false;
}

NNSTRUCT_DEFINE std::string_view other_message(const io::input_file& file) {
  char bytes[1024];
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(file.size(), sizeof bytes));
  file.read(0, bytes, count);
  if (looks_like_flax(std::string_view(bytes, count)))
    return "a model of Flax (MessagePack): in Python, read its arrays with flax.serialization.msgpack_restore, and "
           "torch.save them as a dict of tensors";
  const std::string_view start(bytes, count);
  // All of the following begin with field 1, or, if it has no name, with a layer of Caffe.
  if (!start.starts_with('\x08') && !start.starts_with('\x0a') && !start.starts_with("\xa2\x06")) return {};

  const message_fields fields = fields_of(file);
  if (!fields.whole || fields.other) return {};
  const auto only = [](std::uint32_t found, std::initializer_list<unsigned> allowed) {
    for (unsigned number : allowed) found &= ~(std::uint32_t{1} << number);
    return found == 0;
  };
  const auto has = [](std::uint32_t found, unsigned number) { return (found >> number & 1) != 0; };
  const bool small = !fields.layers && fields.large == 0;
  // onnx.proto, ModelProto: ir_version 1, model_version 5; producer 2 and 3, domain 4, doc_string 6, graph 7,
  // opset_import 8, metadata_props 14, training_info 20, functions 25, configuration 26.
  if (small && has(fields.numbers, 1) && has(fields.parts, 7) && only(fields.numbers, {1, 5}) &&
      only(fields.parts, {2, 3, 4, 6, 7, 8, 14, 20, 25, 26}))
    return "an ONNX model: torch.save the state_dict of the PyTorch model that it was made from; or read its weights "
           "in "
           "Python (onnx.load(FILE).graph.initializer, onnx.numpy_helper.to_array), and torch.save them as a dict of "
           "tensors";
  // saved_model.proto, SavedModel: saved_model_schema_version 1, meta_graphs 2, which begin with meta_info_def 1.
  if (small && fields.numbers == 2 && fields.parts == 4 && fields.first_number == 1 && fields.first.starts_with('\x0a'))
    return "a saved_model.pb of TensorFlow: in Python, read the variables of its folder with "
           "tf.train.load_checkpoint(FOLDER + \"/variables/variables\"), and torch.save them as a dict of tensors";
  // Model.proto of Core ML: specificationVersion 1, description 2, isUpdatable 10, the model itself 200 to 3000.
  if (!fields.layers && fields.large == 1 && has(fields.numbers, 1) && only(fields.numbers, {1, 10}) &&
      fields.parts == 4)
    return "a model of Core ML: torch.save the state_dict of the PyTorch model that it was made from";
  // graph.proto of TensorFlow, GraphDef: nodes 1 {name 1, op 2}, library 2, version 3, versions 4, debug_info 5.
  message_reader node{fields.first};
  if (small && has(fields.parts, 1) && only(fields.parts, {1, 2, 4, 5}) && only(fields.numbers, {3}) && node.text(1) &&
      node.text(2) && (has(fields.parts, 4) || has(fields.numbers, 3)))
    return "a graph of TensorFlow: get the checkpoint that it was frozen from, or read its constants in Python "
           "(tf.make_ndarray), and torch.save them as a dict of tensors";
  // caffe.proto, NetParameter: name 1, layers of old 2, input 3, input_dim 4, force_backward 5, state 6, debug_info 7,
  // input_shape 8, layer 100 {name 1, type 2}.
  message_reader layer{fields.last};
  if (fields.layers && fields.large == 0 && only(fields.numbers, {4, 5, 7}) && only(fields.parts, {1, 2, 3, 6, 8}) &&
      layer.text(1) && layer.text(2))
    return "a model of Caffe: read its layers' blobs in Python, and torch.save them as a dict of tensors";
  return {};
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format::detail
