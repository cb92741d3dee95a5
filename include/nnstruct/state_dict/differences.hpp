// SPDX-License-Identifier: Apache-2.0
/// \file
/// Compares what a model wants with what a state_dict offers, in a constant: nn::check for the compiler.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nnstruct/config.hpp>
#include <nnstruct/state_dict/check_rules.hpp>
#include <nnstruct/state_dict/entry_match.hpp>
#include <nnstruct/state_dict/key_index.hpp>
#include <nnstruct/state_dict/offer.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::detail {

enum class difference_kind : std::uint8_t { missing, unexpected, not_a_tensor, reshaped, retyped, same_name, nothing };

struct difference {
  difference_kind kind;
  std::size_t wanted;   // an entry; of same_name another key that is offered
  std::size_t offered;  // a key; nothing if it is missing, or if nothing is loaded
};

/// Counts differences, and writes them down where there is room for them.
struct difference_list {
  difference* rows = nullptr;
  bool has_room = false;
  std::size_t size = 0;
  constexpr void add(difference_kind kind, std::size_t wanted, std::size_t offered) {
    if (has_room) rows[size] = {kind, wanted, offered};
    ++size;
  }
};

/// The keys that B offers, under the names that the options give them.
template <class B, class Rules> struct named_offer {
  using offered = offered_by<B>;
  static constexpr std::size_t size = offered::size;
  static constexpr const LoadOptions& options = Rules::options;
  /// No option changes anything.
  static constexpr bool as_it_is = options.filter.empty() && options.strip_prefix.empty() && options.rename.empty();

  static constexpr auto names = [] {
    given_names<size, chars_of_keys(offered::keys, options.rename)> result;
    result.name_keys(offered::keys, options);
    return result;
  }();
  static constexpr std::string_view name(std::size_t i) { return names.view(i, offered::keys.data()[i].key); }
  static constexpr bool takes_part(std::size_t i) { return names.names.data()[i].takes_part; }

  /// By name. Each of these tables is a constant of its own, since a compiler counts the steps of each.
  static constexpr key_index<size> index = [] {
    key_index<size> result;
    for (std::size_t i = 0; i < size; ++i)
      if (takes_part(i)) result.add(name(i), i);
    return result;
  }();

  /// Two keys have one name.
  static constexpr bool any_twice = [] {
    if constexpr (!as_it_is)
      for (std::size_t i = 0; i < size; ++i)
        if (takes_part(i) && index.find(name(i)) != i) return true;
    return false;
  }();

  /// Finds the versions of modules by their names.
  class version_finder {
   public:
    /// 0 if the state_dict does not say.
    constexpr std::int64_t find(std::string_view path) {
      if (!indexed_) index();
      const std::size_t found = index_.find(path);
      return found == no_key ? 0 : offered::modules.data()[found].version;
    }

   private:
    constexpr void index() {
      indexed_ = true;
      names_.name_modules(offered::modules, options);
      for (const bool renamed : {true, false})  // of two with one name the renamed one counts
        for (std::size_t i = 0; i < offered::modules.size(); ++i) {
          const std::string_view path = offered::modules.data()[i].path, name = names_.view(i, path);
          if (same_text(name, path) != renamed) index_.add(name, i);
        }
    }
    given_names<offered::modules.size(), chars_of_paths(offered::modules, options.rename)> names_{};
    key_index<offered::modules.size()> index_{};
    bool indexed_ = false;
  };
};

/// T's keys are known. What is wrong with a struct is an error once.
template <class T> constexpr bool has_schema() {
  if constexpr (is_checkpoint<T>) return true;
  else return (checked_schema<T>(), described<T>::value.readable);
}

/// What A wants compared with what B offers, under the Rules. Exact: as two schemas that shall be the same, without the
/// leniencies of a load.
template <class A, class B, class Rules, bool Exact> struct comparison {
  using first = A;
  using second = B;
  using wanted = wanted_by<A>;
  using offered = offered_by<B>;
  using named = named_offer<B, Rules>;
  static constexpr const LoadOptions& options = Rules::options;

  static constexpr bool has_schemas = has_schema<A>() && has_schema<B>();
  /// Where in the file the dictionary is whose rows a checkpoint has: a load of another one would say other things.
  static constexpr std::string_view made_at = [] {
    if constexpr (is_checkpoint<B>) return view_checkpoint<B>().at;
    else return options.at.view();
  }();
  static constexpr bool same_dictionary = !Rules::has_options || same_text(made_at, options.at);
  static constexpr bool is_possible = has_schemas && same_dictionary;

  static constexpr bool is_excepted(std::string_view key) {
    for (std::string_view pattern : Rules::excepted)
      if (fits_pattern(pattern, key)) return true;
    return false;
  }

  /// By entry.
  static constexpr auto excepted = [] {
    std::array<bool, wanted::rows.size()> result{};
    bool* is = result.data();
    if constexpr (!Rules::excepted.empty())
      for (const schema_entry& entry : wanted::rows) *is++ = is_excepted(entry.key);
    return result;
  }();

  static constexpr entry_match compare(const schema_entry& entry, const offered_key& key) {
    const entry_match found =
        match_entry(entry.shape, entry.dtype, key.other_type.empty(), *key.shape, key.dtype, options.dtype);
    if (!Exact || found == entry_match::not_a_tensor) return found;
    if (!(entry.shape == *key.shape)) return entry_match::reshaped;
    return entry.dtype == key.dtype || options.dtype == allow ? entry_match::fits : entry_match::retyped;
  }

  /// Both have the same keys in the same order: then there is nothing to find.
  static constexpr bool same_order = [] {
    if (!named::as_it_is || wanted::rows.size() != offered::size) return false;
    const offered_key* key = offered::keys.data();
    for (const schema_entry& entry : wanted::rows)
      if (!same_text(entry.key, (key++)->key)) return false;
    return true;
  }();
  /// Where each entry's key is among those that are offered.
  static constexpr auto places = [] {
    std::array<std::size_t, wanted::rows.size()> result{};
    std::size_t* place = result.data();
    std::size_t next = 0;  // it mostly stands behind the one before
    for (const schema_entry& entry : wanted::rows) {
      std::size_t i = next;
      if constexpr (!same_order) {
        if (i >= offered::size || !named::takes_part(i) || !same_text(named::name(i), entry.key))
          i = named::index.find(entry.key);
      }
      *place++ = i;
      if (i != no_key) next = i + 1;
    }
    return result;
  }();

  /// By entry, where its key is offered.
  static constexpr auto matches = [] {
    std::array<entry_match, wanted::rows.size()> result{};
    entry_match* match = result.data();
    const std::size_t* place = places.data();
    const offered_key* const keys = offered::keys.data();
    for (const schema_entry& entry : wanted::rows) {
      if (*place != no_key) *match = compare(entry, keys[*place]);
      ++match, ++place;
    }
    return result;
  }();

  static constexpr void list(difference_list& differences) {
    if constexpr (named::any_twice) {  // there is no saying which of them is meant
      for (std::size_t j = 0; j < offered::size; ++j)
        if (named::takes_part(j))
          if (const std::size_t i = named::index.find(named::name(j)); i != j)
            differences.add(difference_kind::same_name, i, j);
      return;
    }
    typename named::version_finder versions;
    std::array<bool, offered::size + 1> met{};
    bool* const is_met = met.data();
    const std::size_t* place = places.data();
    std::size_t row = 0;
    bool any_loaded = false, any_left = false;
    for (const schema_entry& entry : wanted::rows) {
      const std::size_t i = row++, j = *place++;
      if (j != no_key) {
        is_met[j] = true;
        if (matches.data()[i] == entry_match::fits) any_loaded = true;
      }
      if (excepted.data()[i]) continue;
      if (j == no_key) {
        const bool need_not_be =
            !Exact && entry.since > 0 && versions.find(wanted::groups.data()[entry.group].path) < entry.since;
        if (need_not_be) continue;
        any_left = true;
        if (options.missing == refuse) differences.add(difference_kind::missing, i, 0);
        continue;
      }
      switch (matches.data()[i]) {
        case entry_match::fits: break;
        case entry_match::not_a_tensor: differences.add(difference_kind::not_a_tensor, i, j); break;
        case entry_match::retyped: differences.add(difference_kind::retyped, i, j); break;
        case entry_match::reshaped:
          any_left = true;
          if (options.shape == refuse) differences.add(difference_kind::reshaped, i, j);
      }
    }
    if (options.unexpected == refuse)
      for (std::size_t j = 0; j < offered::size; ++j)
        if (!is_met[j] && named::takes_part(j) && !is_excepted(named::name(j)) &&
            !(Exact && !offered::keys.data()[j].other_type.empty()))
          differences.add(difference_kind::unexpected, 0, j);
    if (!Exact && options.nothing == refuse && differences.size == 0 && any_left && !any_loaded)
      differences.add(difference_kind::nothing, 0, 0);
  }

  static constexpr std::size_t count = [] {
    difference_list differences;
    list(differences);
    return differences.size;
  }();
  static constexpr std::array<difference, count> rows = [] {
    std::array<difference, count> result{};
    difference_list differences{result.data(), true};
    list(differences);
    return result;
  }();
};

}  // namespace nnstruct::inline NNSTRUCT_ABI::detail
