// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include <nnstruct/concat.hpp>
#include <nnstruct/error.hpp>
#include <nnstruct/format/other_pickles-inl.hpp>
#include <nnstruct/format/other_zips.hpp>
#include <nnstruct/format/zip/directory.hpp>
#include <nnstruct/format/zip/layout.hpp>

namespace nnstruct::inline NNSTRUCT_ABI::format {

namespace detail {

/// The bytes that a file of torch.save or of safetensors begins with. (An older one of torch.save is a tar archive.)
NNSTRUCT_DECLARE bool begins_as_checkpoint(std::string_view start, std::uint64_t size) {
  if (start.starts_with("PK\3\4") && start.size() >= 30)  // its first entry is FOLDER/data.pkl
    return start.substr(30, zip::number_at<std::uint16_t>(start.data() + 26)).ends_with("/data.pkl");
  if (start.starts_with("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19")) return true;
  return size > 9 && start.size() > 9 && start[8] == '{' && (start[9] == '"' || start[9] == '}') &&
         zip::number_at<std::uint64_t>(start.data()) <= size - 8;
}

/// The first bytes of an entry, at most so many. None if it is packed in a way that is not read, or damaged.
NNSTRUCT_DECLARE std::string start_of(const zip::archive& archive, const zip::entry& entry, std::size_t most) {
  std::string out(static_cast<std::size_t>(std::min<std::uint64_t>(entry.size, most)), '\0');
  try {
    archive.stream(entry)->read(out.data(), out.size());
  } catch (const FormatError&) { out.clear(); }
  return out;
}

/// The entries of an archive that are checkpoints themselves.
NNSTRUCT_DECLARE std::vector<std::string_view> checkpoints_in(const zip::archive& archive) {
  std::vector<std::string_view> out;
  std::size_t left = 10'000;  // nobody packs more entries before a checkpoint
  for (const zip::entry& entry : archive.entries())
    if (left != 0 && !entry.is_directory() && left-- != 0 &&
        begins_as_checkpoint(start_of(archive, entry, 512), entry.size))
      out.push_back(entry.name);
  return out;
}

/// `the checkpoint "model.pth": unpack it and give that`, `3 checkpoints, "a.pth", "b.pth" and ...`
NNSTRUCT_DECLARE std::string held(const std::vector<std::string_view>& checkpoints) {
  if (checkpoints.size() == 1)
    return concat({"the checkpoint \"", checkpoints.front(), "\": unpack it, and give the path of that file"});
  constexpr std::size_t shown = 5;
  std::string out = concat({checkpoints.size(), " checkpoints"});
  for (std::size_t i = 0; i < std::min(checkpoints.size(), shown); ++i) out += concat({", \"", checkpoints[i], '"'});
  if (checkpoints.size() > shown) out += " and more";
  return out + ": unpack it, and give the path of one of them";
}

/// A package of torch.package, with how its first object is got out of it.
NNSTRUCT_DECLARE std::string other_package(const zip::archive& archive, std::string_view root) {
  std::string package = "PACKAGE", resource = "RESOURCE.pkl";
  for (const zip::entry& entry : archive.entries()) {
    std::string_view name = entry.name;
    if (!name.starts_with(root) || !name.ends_with(".pkl")) continue;
    name.remove_prefix(root.size());
    const std::size_t slash = name.rfind('/');
    if (slash == name.npos || name.starts_with(".data/")) continue;
    package = name.substr(0, slash);
    std::replace(package.begin(), package.end(), '/', '.');
    resource = name.substr(slash + 1);
    break;
  }
  return concat({"a package of torch.package: in Python, model = torch.package.PackageImporter(FILE).load_pickle(\"",
                 package, "\", \"", resource, "\"), and torch.save(model.state_dict(), \"out.pth\")"});
}

}  // namespace detail

NNSTRUCT_DEFINE std::string other_zip(const zip::archive& archive) {
  const auto in_folder = [&](std::string_view name) -> const zip::entry* {  // whatever that is called
    for (const zip::entry& entry : archive.entries())
      if (std::string_view(entry.name).substr(std::min(entry.name.find('/'), entry.name.size() - 1) + 1) == name)
        return &entry;
    return nullptr;
  };
  const auto holds = [&](const zip::entry* entry, std::size_t most, std::string_view text) {
    return entry != nullptr && detail::start_of(archive, *entry, most).find(text) != std::string::npos;
  };

  if (const zip::entry* format = in_folder("archive_format"); holds(format, 3, "pt2")) {
    const std::string_view root = std::string_view(format->name).substr(0, format->name.find('/') + 1);
    for (const zip::entry& entry : archive.entries())
      if (entry.name.starts_with(root) && entry.name.substr(root.size()).starts_with("models/"))
        return "an exported program of PyTorch (.pt2): in Python, torch.save(torch.export.load(FILE).state_dict, "
               "\"out.pth\")";
    return "a model that PyTorch compiled for one machine (.pt2): torch.save the state_dict of the model that it was "
           "made "
           "from";
  }
  if (archive.find("serialized_exported_program.json") != nullptr)
    return "an exported program of an older PyTorch (.pt2): with the PyTorch that wrote it, "
           "torch.save(torch.export.load(FILE).state_dict, \"out.pth\")";
  if (const zip::entry* modules = in_folder(".data/extern_modules"))
    return detail::other_package(archive, std::string_view(modules->name).substr(0, modules->name.find('/') + 1));
  if (holds(archive.find("metadata.json"), 4096, "\"keras_version\""))
    return "a model of Keras (.keras): in Python, model = keras.models.load_model(FILE), and torch.save({w.path: "
           "torch.tensor(w.numpy()) for w in model.weights}, \"out.pth\")";
  if (holds(archive.find("schema.json"), 512, "\"__loader__\""))
    return "a model of scikit-learn that skops wrote: load it in Python with skops.io.load, and torch.save its arrays "
           "as a "
           "dict of tensors (torch.from_numpy(model.coef_))";

  const std::vector<std::string_view> checkpoints = detail::checkpoints_in(archive);
  if (archive.find("MAR-INF/MANIFEST.json") != nullptr)
    return checkpoints.empty()
               ? "a model archive of TorchServe (.mar), and none of the files in it is a checkpoint"
               : concat({"a model archive of TorchServe (.mar), a zip file that holds ", detail::held(checkpoints)});
  if (!checkpoints.empty()) return concat({"a zip file that holds ", detail::held(checkpoints)});
  for (const zip::entry& entry : archive.entries()) {
    const std::string_view name = entry.name;
    if ((name == "data.pkl" || name.ends_with("/data.pkl")) && detail::start_of(archive, entry, 1).starts_with('\x80'))
      return concat(
          {"a zip file that has its data.pkl as \"", name,
           "\", and not as FOLDER/data.pkl in the one folder that all entries are in: unpack it, and pack the "
           "folder with data.pkl anew, from the folder above: zip -r0 model.pth FOLDER"});
  }
  if (detail::start_of(archive, archive.entries().front(), 6) == "\x93NUMPY")
    return "an .npz of NumPy: in Python, torch.save({k: torch.from_numpy(v) for k, v in numpy.load(FILE).items()}, "
           "\"out.pth\")";
  return {};
}

NNSTRUCT_DEFINE std::string several_zips(const io::input_file& file) {
  const auto begins_at = [&](std::uint64_t offset) {
    std::string start(static_cast<std::size_t>(std::min<std::uint64_t>(file.size() - offset, 512)), '\0');
    file.read(offset, start.data(), start.size());
    return start.starts_with("PK") && detail::begins_as_checkpoint(start, start.size());
  };
  const std::uint64_t last = zip::last_archive(file);
  if (last == 0 || !begins_at(last) || !begins_at(0)) return {};
  return concat(
      {"a row of several files of torch.save, as a part (.distcp) of a distributed checkpoint of PyTorch is, "
       "which is the folder that it is in: ",
       detail::one_file_of_distributed});
}

}  // namespace nnstruct::inline NNSTRUCT_ABI::format
