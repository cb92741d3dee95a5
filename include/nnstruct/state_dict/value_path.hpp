// SPDX-License-Identifier: Apache-2.0
/// \file
/// Paths to the parts of nested objects: how they are spelled, and all that one may mean. Value::at follows them in
/// Values, checkpoint_file::find in a pickle.
///
/// A path is parts joined by dots: keys of dictionaries as they print (`lr`, `0`, `None`, `(1, 2)`), indices of lists
/// and tuples, names of attributes. Where that has two meanings, a part is written as in Python: `['a.b']` is the key
/// 'a.b', `[1]` the key or index 1, `__dict__['a']` the attribute. No dot stands before a bracket: `model['a.b'].c`.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nnstruct/config.hpp>
#include <nnstruct/state_dict/value.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

/// A key of a dictionary as a path has it: a text as it is, anything else as Python prints it.
NNSTRUCT_DECLARE std::string path_part(const Value& key);
/// The same in brackets, which mean this key alone.
NNSTRUCT_DECLARE std::string exact_path_part(const Value& key);
/// A path, and a part behind it.
NNSTRUCT_DECLARE std::string joined_path(std::string_view path, std::string_view part);

/// A part of a path ends here: `rest` behind it is nothing, or the next part.
constexpr bool ends_part(std::string_view rest, std::size_t end) noexcept {
  return end == rest.size() || rest[end] == '.' || rest[end] == '[';
}
/// Whether a path may begin with this part.
constexpr bool begins_with_part(std::string_view rest, std::string_view part) noexcept {
  return rest.starts_with(part) && ends_part(rest, part.size());
}

/// Everything that a path leads to, by whatever way: of {"a.b": 1, "a": {"b": 2}} `a.b` leads to two.
template <class Node> class path_walk {
 public:
  struct place {
    Node node;
    std::size_t begin, end;  ///< the part of the path that leads here from the place before it
    std::size_t next;        ///< where the next part begins; beyond the path: there is none
    std::size_t before;
    std::size_t other;  ///< a place from which the same part is next; 0: there is none
  };

  /// \param steps  steps(node, rest, found) calls found(part, length) for every part of a node with which the rest of
  ///               the path may begin
  /// \param same   same(a, b): two nodes are one object
  template <class Steps, class Same>
  path_walk(Node root, std::string_view path, Steps steps, Same same) : most_(path.size() + 4096) {
    places_.push_back({root, 0, 0, path.empty() ? 1u : 0u, 0, 0});
    if (path.empty()) ends_.push_back(0);
    std::vector<std::size_t> last(path.size() + 2);  // of the places from which the same part is next; 0: none
    for (std::size_t i = 0; i < places_.size() && is_complete() && ends_.size() < 2; ++i) {
      const std::size_t begin = places_[i].next;
      if (begin > path.size()) continue;
      steps(Node(places_[i].node), path.substr(begin), [&](Node part, std::size_t length) {
        const std::size_t end = begin + length, next = end == path.size() || path[end] == '.' ? end + 1 : end;
        for (std::size_t known = last[next]; known != 0; known = places_[known].other)
          if (same(places_[known].node, part)) return;
        places_.push_back({part, begin, end, next, i, last[next]});
        last[next] = places_.size() - 1;
        if (next > path.size()) ends_.push_back(last[next]);
      });
    }
  }

  /// How many ends there are, if not more than two.
  std::size_t count() const noexcept { return ends_.size(); }
  const Node& end() const noexcept { return places_[ends_.front()].node; }
  /// Otherwise it was left off, for there are too many ways.
  bool is_complete() const noexcept { return places_.size() < most_; }
  /// The place from which the path goes no further.
  const place& farthest() const noexcept {
    std::size_t best = 0;
    for (std::size_t i = 1; i < places_.size(); ++i)
      if (places_[i].next > places_[best].next) best = i;
    return places_[best];
  }
  /// The way to an end: f(holder, place) of each part.
  template <class F> void each_step(std::size_t end, F f) const {
    std::vector<std::size_t> steps;
    for (std::size_t i = ends_[end]; i != 0; i = places_[i].before) steps.push_back(i);
    for (std::size_t i = steps.size(); i-- > 0;) f(places_[places_[steps[i]].before].node, places_[steps[i]]);
  }

 private:
  std::size_t most_;           // in a file that somebody made for it there may be very many
  std::vector<place> places_;  // breadth first
  std::vector<std::size_t> ends_;
};
/// `has two meanings: ['a.b'] and ['a']['b']`, for messages.
NNSTRUCT_DECLARE std::string two_meanings(std::string_view path, std::string_view one, std::string_view other);

/// What a module keeps its tensors and modules in, and OmegaConf its keys: dictionaries among the attributes.
inline constexpr const char* tables_in_state[] = {"_parameters", "_buffers", "_modules", "_content"};
/// The class whose items are a list among its attributes.
inline constexpr std::string_view omegaconf_list = "omegaconf.listconfig.ListConfig";

/// The dictionaries in which a name stands that a path has; in the order in which Value::find looks there, the items of
/// a class that derives from dict first.
struct tables_of_names {
  const Value* dicts[8];
  std::size_t count = 0;

  NNSTRUCT_DECLARE explicit tables_of_names(const Value& v) noexcept;

 private:
  NNSTRUCT_DECLARE void add(const Value& v) noexcept;
};

/// The state is what pickle saves of a class with slots.
NNSTRUCT_DECLARE bool has_slots(const Value& v) noexcept;
/// The items to which an index leads: of an object those of a class that derives from list, or from tuple.
NNSTRUCT_DECLARE std::span<const Value> items_by_index(const Value& v) noexcept;
/// The dictionary of an object's keys: itself, or of a class that derives from dict its items. Otherwise None.
NNSTRUCT_DECLARE const Value& keys_of(const Value& v) noexcept;
/// The value in a node of an OmegaConf tree; anything else as it is.
NNSTRUCT_DECLARE const Value& without_node(const Value& v) noexcept;

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
