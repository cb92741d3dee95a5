// SPDX-License-Identifier: Apache-2.0
/// \file
/// ModuleList: several modules of one type. https://pytorch.org/docs/stable/generated/torch.nn.ModuleList.html
#pragma once

#include <array>
#include <cstddef>

#include <nnstruct/config.hpp>
#include <nnstruct/schema/describe.hpp>

namespace nnstruct::inline NNSTRUCT_ABI {

/// N modules of one type, to be called as the program likes. Their keys begin with "0.", "1." and so on.
/// A field `std::array<M, N>` is the same to everything that the library does with models; it has std::array's members.
/// \code
///   nn::ModuleList<Block, 12> layers;
///   auto y = x | layers[0];
///   for (Block& layer : layers) y = layer.forward(y);
/// \endcode
template <class M, std::size_t N> class ModuleList {
  static_assert(is_module<M>, "nn: a ModuleList holds layers and modules only");

 public:
  static constexpr std::size_t size() noexcept { return N; }

  /// Module number i, which is less than size(): not checked, as in std::array.
  M& operator[](std::size_t i) noexcept { return modules_[i]; }
  const M& operator[](std::size_t i) const noexcept { return modules_[i]; }

  M* begin() noexcept { return modules_.data(); }
  M* end() noexcept { return modules_.data() + N; }
  const M* begin() const noexcept { return modules_.data(); }
  const M* end() const noexcept { return modules_.data() + N; }

  /// Module number I, checked by the compiler; nn::get<I>(list) is the same.
  template <std::size_t I> M& get() noexcept {
    static_assert(I < N, "nn: this ModuleList has fewer modules");
    return modules_[I];
  }
  template <std::size_t I> const M& get() const noexcept {
    static_assert(I < N, "nn: this ModuleList has fewer modules");
    return modules_[I];
  }

 private:
  friend struct detail::described<ModuleList>;

  std::array<M, N> modules_{};
};

namespace detail {
template <class M, std::size_t N> inline constexpr bool is_container<ModuleList<M, N>> = true;

template <class M, std::size_t N> struct described<ModuleList<M, N>> {
  static void* address(void* list, std::size_t index) noexcept {
    return &static_cast<ModuleList<M, N>*>(list)->modules_[index];
  }
  static constexpr node value = module_list_node<M, N>(&address);
};
}  // namespace detail

/// Module number I of a ModuleList.
template <std::size_t I, class M, std::size_t N> M& get(ModuleList<M, N>& list) noexcept {
  return list.template get<I>();
}
template <std::size_t I, class M, std::size_t N> const M& get(const ModuleList<M, N>& list) noexcept {
  return list.template get<I>();
}

}  // namespace nnstruct::inline NNSTRUCT_ABI
