// SPDX-License-Identifier: Apache-2.0
/// \file
/// Pretrained weights from the network, as torch.hub and torchvision's `weights=` do it.
/// https://pytorch.org/docs/stable/hub.html#torch.hub.load_state_dict_from_url
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>

#include <nnstruct/checkpoint/download.hpp>
#include <nnstruct/checkpoint/load.hpp>
#include <nnstruct/config.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/state_dict/options.hpp>
#include <nnstruct/state_dict/report.hpp>
#include <nnstruct/state_dict/state_dict.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::hub {

/// torchvision's weights for the 1000 classes of ImageNet; V2 are of a newer training recipe.
template <int Version> struct imagenet1k {};
inline constexpr imagenet1k<1> imagenet1k_v1;  ///< IMAGENET1K_V1
inline constexpr imagenet1k<2> imagenet1k_v2;  ///< IMAGENET1K_V2

/// Where such weights of a Model are. Those of nn::models are in models/weights.hpp; for models of your own: \code
///   struct trained_on_birds {};
///   template <> struct nnstruct::hub::published<Net, trained_on_birds> {
///     static constexpr const char* url = "https://example.org/birds-0a1b2c3d.pth";
///     static constexpr std::int64_t classes = 200, published_classes = 200;  // may be left out
///   };
///   auto net = nn::hub::load<Net>(trained_on_birds{});
/// \endcode
template <class Model, class Weights> struct published { static constexpr const char* url = nullptr; };

/// The address of such weights of a Model, in whose name stands their hash.
template <class Model, class Weights> constexpr const char* url_of(Weights = {}) {
  static_assert(published<Model, Weights>::url != nullptr,
                "nn: no such weights of this model are published: give nn::hub::load an address, or specialise "
                "nn::hub::published (IMAGENET1K_V2 is there of resnet50, resnet101 and resnet152)");
  return published<Model, Weights>::url;
}

/// The folder of torch.hub.get_dir(): that of set_dir(), or $TORCH_HOME/hub, where TORCH_HOME is $XDG_CACHE_HOME/torch
/// unless set, and XDG_CACHE_HOME ~/.cache.
NNSTRUCT_DECLARE std::string get_dir();
/// torch.hub.set_dir(): from here on, in all threads. `~` is the home folder.
NNSTRUCT_DECLARE void set_dir(const std::string& dir);

namespace detail {
/// The new model has as many classes as the published one.
template <class Model, class Weights> constexpr void require_same_classes() {
  if constexpr (requires { published<Model, Weights>::classes; })
    static_assert(published<Model, Weights>::classes == published<Model, Weights>::published_classes,
                  "nn: these weights are for another number of classes: make the model by nn::init, and take over what "
                  "fits by nn::hub::load(net, weights, nn::lenient)");
}

/// Calls what reads the file; whose error says more then.
template <class Load> auto load_cached(const std::string& path, Load load) {
  try {
    return load(path);
  } catch (const FormatError& error) { throw FormatError(error, "; if you remove it, it is downloaded again"); }
}
}  // namespace detail

inline namespace NNSTRUCT_HUB_ABI {

/// The path of the file at an address in the cache, `get_dir() + "/checkpoints/" + the last part of the address`:
/// downloaded, with the line `Downloading: "URL" to PATH`, if it is not there yet. If its name is like
/// `vgg16-397923af.pth`, the digits between '-' and '.' are the first of its SHA-256, which is compared when it has
/// come.
/// \throws DownloadError, IoError  as download_url_to_file; the cache has no such file then
NNSTRUCT_DECLARE std::string file_from_url(const std::string& url, const download_options& options = {});

/// torch.hub.load_state_dict_from_url: a state_dict from the cache, downloaded if it is not there yet.
/// \throws DownloadError, IoError, and as nn::load<StateDict>
NNSTRUCT_DECLARE StateDict load_state_dict_from_url(const std::string& url, const LoadOptions& load_options = strict,
                                                    const download_options& options = {});

/// A new model with the values of the file at an address. nn::eval(net) before it predicts.
/// \throws DownloadError, IoError, StateDictError, and as nn::load<Net>(path, load_options)
template <class Net>
Net load(const std::string& url, const LoadOptions& load_options = strict, const download_options& options = {}) {
  return detail::load_cached(file_from_url(url, options),
                             [&](const std::string& path) { return nnstruct::load<Net>(path, load_options); });
}

/// A new model with published weights, `weights=VGG16_Weights.IMAGENET1K_V1` in torchvision: \code
///   auto net = nn::hub::load<nn::models::vgg16<>>(nn::hub::imagenet1k_v1);
/// \endcode
template <class Net, class Weights>
  requires(!std::is_convertible_v<Weights, std::string>)
Net load(Weights weights, const LoadOptions& load_options = strict, const download_options& options = {}) {
  detail::require_same_classes<Net, Weights>();
  return hub::load<Net>(std::string(url_of<Net>(weights)), load_options, options);
}

/// Into a model that is there, whose number of classes may be another: with nn::lenient it keeps its own last layer
/// then.
template <class Net>
LoadReport load(Net& net, const std::string& url, const LoadOptions& load_options = strict,
                const download_options& options = {}) {
  return detail::load_cached(file_from_url(url, options),
                             [&](const std::string& path) { return nnstruct::load(net, path, load_options); });
}
template <class Net, class Weights>
  requires(!std::is_convertible_v<Weights, std::string>)
LoadReport load(Net& net, Weights weights, const LoadOptions& load_options = strict,
                const download_options& options = {}) {
  return hub::load(net, std::string(url_of<Net>(weights)), load_options, options);
}

}  // namespace NNSTRUCT_HUB_ABI

}  // namespace nnstruct::inline NNSTRUCT_ABI::hub
