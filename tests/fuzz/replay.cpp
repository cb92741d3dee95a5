// SPDX-License-Identifier: Apache-2.0
// Runs one target on files, without libFuzzer: replay TARGET FILE-OR-FOLDER...
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "fuzz/targets.hpp"
#include "support/temp_folder.hpp"

int main(int count, char** arguments) {
  namespace fs = std::filesystem;
  const fuzz::target* target = nullptr;
  for (const fuzz::target& known : fuzz::targets)
    if (count > 1 && known.name == arguments[1]) target = &known;
  if (target == nullptr) return std::fprintf(stderr, "replay TARGET FILE-OR-FOLDER...\n"), 2;
  std::vector<fs::path> files;
  for (int i = 2; i < count; ++i) {
    if (!fs::is_directory(arguments[i])) files.emplace_back(arguments[i]);
    else
      for (const auto& found : fs::recursive_directory_iterator(arguments[i]))
        if (found.is_regular_file()) files.push_back(found.path());
  }
  if (files.empty()) return std::fprintf(stderr, "there are no files to run\n"), 1;
  for (const fs::path& file : files) {
    const std::string content = nnstruct_test::content_of(file.string());
    const std::vector<char> exact(content.begin(), content.end());  // of its own size, for AddressSanitizer
    std::fprintf(stderr, "%s\n", file.c_str());                     // who ends the program here
    target->run({reinterpret_cast<const std::byte*>(exact.data()), exact.size()});
  }
  std::printf("%s: %zu files\n", arguments[1], files.size());
}
