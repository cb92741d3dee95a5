// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>

#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/checkpoint/read.hpp>
#include <nnstruct/checkpoint/save.hpp>

#include "fuzz/chooser.hpp"
#include "fuzz/support.hpp"
#include "support/temp_folder.hpp"

namespace fuzz {

namespace {

using nn::Value;

/// Memory that the tensors of one file are views of.
using storages = std::vector<nn::detail::storage_handle>;

nn::AnyTensor tensor(chooser& choose, storages& memory) {
  nn::AnyTensor out;
  out.dtype = static_cast<nn::dtype>(choose.below(std::size(nn::detail::dtype_rows)));
  const std::size_t size = size_of(out.dtype);
  std::int64_t last = 0, numel = 1;
  const std::size_t rank = choose.below(4);
  for (std::size_t i = 0; i < rank; ++i) {
    out.shape.push_back(static_cast<std::int64_t>(choose.below(4)));
    out.strides.push_back(static_cast<std::int64_t>(choose.below(5)));
    last += (out.shape.back() - 1) * out.strides.back();
    numel *= out.shape.back();
  }
  if (choose.below(2) == 0) {  // as most tensors are
    out.strides = nn::detail::row_major(out.shape);
    last = numel - 1;
  }
  const std::size_t bytes = numel == 0 ? 0 : static_cast<std::size_t>(last + 1) * size;
  const std::size_t offset = choose.below(3) * size;
  const std::size_t shared = choose.below(memory.size() + 4);
  if (shared < memory.size() && offset + bytes <= memory[shared].bytes() && out.dtype != nn::dtype::boolean) {
    out.data = nn::shared_bytes(memory[shared], offset, bytes);
    return out;
  }
  nn::detail::storage_handle fresh(nn::detail::allocate_storage(offset + bytes, true));
  for (std::size_t i = 0; i < fresh.bytes(); ++i)
    fresh.data()[i] = std::byte(out.dtype == nn::dtype::boolean ? choose.byte() & 1 : choose.byte());
  if (out.dtype != nn::dtype::boolean) memory.push_back(fresh);  // what is no 0 or 1 would become 1
  out.data = nn::shared_bytes(std::move(fresh), offset, bytes);
  return out;
}

Value value(chooser& choose, storages& memory) {
  std::vector<Value> made = {Value()};  // what comes later may hold what was there before, once or often
  const auto earlier = [&]() -> Value { return made[choose.below(made.size())]; };
  while (!choose.over() && made.size() < 64) {
    Value next;
    switch (choose.below(15)) {
      case 0: break;
      case 1: next = choose.below(2) == 0; break;
      case 2: next = static_cast<std::int64_t>(choose.word()); break;
      case 3: next = static_cast<int>(choose.byte()) - 128; break;
      case 4: next = choose.number(); break;
      case 5: next = std::string_view(choose.text()); break;
      case 6: next = Value::bytes(choose.text()); break;
      case 7: next = nn::value_access::text(Value::kind::bytearray, choose.text()); break;
      case 8: {  // from 2^63 on
        std::string digits = std::to_string(choose.byte() + 1);
        for (int i = 0; i < 20; ++i) digits += static_cast<char>('0' + choose.below(10));
        next = nn::value_access::text(Value::kind::big_integer, (choose.below(2) == 0 ? "" : "-") + digits);
        break;
      }
      case 9:
      case 10: {
        std::vector<Value> items;
        for (std::size_t i = choose.below(6); i > 0; --i) items.push_back(earlier());
        next = choose.below(2) == 0 ? Value::list(std::move(items)) : Value::tuple(std::move(items));
        break;
      }
      case 11:
      case 12: {
        std::vector<Value::pair> items;
        for (std::size_t i = choose.below(6); i > 0; --i) {
          const Value key = choose.below(2) == 0 ? Value(std::to_string(i)) : Value(static_cast<int>(i));
          items.emplace_back(key, earlier());
        }
        nn::StateDict::metadata_type metadata;
        const bool ordered = choose.below(2) == 0;
        if (ordered)
          for (std::size_t i = choose.below(3); i > 0; --i) metadata.emplace_back(std::to_string(i), choose.byte());
        next = nn::value_access::dict(std::move(items), ordered, std::move(metadata));
        break;
      }
      default: {
        const bool parameter = choose.below(3) == 0;
        next = nn::value_access::tensor(tensor(choose, memory), parameter, parameter && choose.below(2) == 0);
      }
    }
    made.push_back(std::move(next));
  }
  return made.back();
}

}  // namespace

void write_then_read(bytes input) {
  static const nnstruct_test::temp_folder folder;
  const std::string path = folder / "a.pth", again = folder / "b/a.pth", flat = folder / "a.safetensors";
  static const int made = ::mkdir((folder / "b").c_str(), 0700);
  require(made == 0, "there is no folder to write to");
  const nn::SaveOptions options{.durable = false};

  chooser choose(input);
  storages memory;
  const Value wanted = value(choose, memory);
  ::unlink(path.c_str());
  const bool saved = accepted([&] { return nn::save(wanted, path, options), 0; }).has_value();
  require(saved == (::access(path.c_str(), F_OK) == 0), "a file is there that was not saved, or the other way round");
  if (saved) {
    const Value found = nn::read(path);  // what throws here ends the program too
    require(found == wanted, "what was saved is read as something else");
    require(text_of(found) == text_of(nn::read(path)), "two reads of a file differ");
    nn::save(found, again, options);
    require(nnstruct_test::content_of(path) == nnstruct_test::content_of(again),
            "what was read is not saved as the same bytes");
    const nn::SaveOptions as_before{.durable = false, .format = nn::file_format::legacy};  // which has fewer dtypes
    if (accepted([&] { return nn::save(wanted, path, as_before), 0; }))
      require(nn::read(path) == wanted, "what was saved as before 1.6 is read as something else");
  }

  nn::StateDict dict;
  for (std::size_t i = choose.below(5); i > 0; --i) dict[choose.text()] = tensor(choose, memory);
  if (!accepted([&] { return nn::save(dict, flat, options), 0; })) return;
  const auto found = nn::load<nn::StateDict>(flat);
  require(found.size() == dict.size(), "a safetensors file has another number of tensors");
  for (const auto& [key, tensor] : dict) {
    require(found.contains(key), "a safetensors file has lost a key");
    const nn::AnyTensor expected = tensor.contiguous(), &read = found[key];
    require(read.dtype == expected.dtype && read.shape == expected.shape && read.is_contiguous() &&
                read.data.size() == expected.data.size() &&
                std::equal(read.data.get(), read.data.get() + read.data.size(), expected.data.get()),
            "a safetensors file has lost a tensor");
  }
}

}  // namespace fuzz
