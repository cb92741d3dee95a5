// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/format/pickle/extent.hpp>
#include <nnstruct/format/pickle/parser.hpp>

#include "fuzz/support.hpp"

namespace fuzz {

namespace {

namespace pickle_format = nn::format::pickle;

/// Looks at everything a document says, each object once.
std::string text_of(const pickle_format::document& document) {
  using pickle_format::value;
  std::string out;
  std::vector<bool> seen(document.object_count());
  std::vector<value> todo = {document.root()};
  const auto take = [&](value v) { todo.push_back(v); };
  for (const auto& call : document.calls()) take(call.self);
  for (const value v : document.persistent_ids()) take(v);
  for (const auto& name : document.globals()) out.append(name.module).append(name.name);
  while (!todo.empty()) {
    const value v = todo.back();
    todo.pop_back();
    const double real = v.real();
    char number[sizeof real];
    std::memcpy(number, &real, sizeof real);
    out += static_cast<char>('a' + static_cast<int>(v.what()));
    out.append(number, sizeof number).append(std::to_string(v.integer())).append(v.text());
    out.append(document.global(v).module).append(document.global(v).name);
    if (!v.is_object()) continue;
    require(v.index() < document.object_count(), "an object's index is beyond the document");
    out += std::to_string(v.index()) + '@' + std::to_string(v.offset()) + ' ';
    if (seen[v.index()]) continue;
    seen[v.index()] = true;
    std::size_t count = 0;
    for (const value item : document.items(v)) take(item), ++count;
    require(count == document.items(v).size(), "an object has another number of items than it says");
    for (const auto& [key, mapped] : document.pairs(v)) take(key), take(mapped);
    take(document.call(v).callable), take(document.call(v).args), take(document.kwargs(v)),
        take(document.persistent(v));
    if (const value* state = document.state(v)) take(*state);
  }
  out += std::to_string(document.depth()) + ' ' + std::to_string(document.tree_size());
  return out;
}

}  // namespace

void pickle(bytes input) {
  const std::string text(reinterpret_cast<const char*>(input.data()), input.size());
  for (const bool lenient : {false, true}) {
    const nn::limits allowed{.nesting = lenient ? 1u << 24 : 1000u};
    const pickle_format::leniency taken{.trailing = lenient};
    require_same_twice([&] {
      const pickle_format::document document = pickle_format::parse(text, {"input", {}, {}}, allowed, taken);
      require(document.size() <= text.size() && text[document.size() - 1] == '.', "a pickle does not end with STOP");
      require(lenient || (document.size() == text.size() && document.depth() <= 1000), "a limit was not kept");
      require(pickle_format::extent(file_of(input), 0, input.size(), {"input", {}, {}}) == document.size(),
              "extent and parser do not agree where the pickle ends");
      return text_of(document);
    });
  }
}

}  // namespace fuzz
