// SPDX-License-Identifier: Apache-2.0
/// \file
/// A program in a locale where 1234.5 is written 1.234,5.
#pragma once

#include <clocale>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <locale>
#include <stdexcept>
#include <string>
#include <string_view>

#include "support/temp_folder.hpp"

namespace nnstruct_test {

/// While it lives, printf and strtod take a comma for the decimal point, and C++ streams that are made group thousands
/// too. The machine's de_DE.UTF-8 is used if it has one; otherwise the C library gets the category of numbers alone, as
/// `localedef` of glibc would compile it. Throws where neither goes, so that no test passes without a comma.
class comma_locale {
 public:
  comma_locale() : before_(std::setlocale(LC_ALL, nullptr)) {
    if (std::setlocale(LC_ALL, "de_DE.UTF-8") == nullptr) make_numbers();
    char text[16];
    std::snprintf(text, sizeof text, "%.1f", 0.5);
    if (std::string_view(text) != "0,5") {
      std::setlocale(LC_ALL, before_.c_str());
      throw std::runtime_error("there is no locale with a decimal comma: install de_DE.UTF-8");
    }
    streams_before_ = std::locale::global(std::locale(std::locale::classic(), new comma));
  }
  ~comma_locale() {
    std::locale::global(streams_before_);
    std::setlocale(LC_ALL, before_.c_str());
  }

  comma_locale(const comma_locale&) = delete;
  comma_locale& operator=(const comma_locale&) = delete;

 private:
  struct comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };

  /// LOCPATH/NAME/LC_NUMERIC: a magic number, how many parts follow, where they begin, and the parts.
  void make_numbers() {
    const auto number = [](std::uint32_t n) { return std::string(reinterpret_cast<const char*>(&n), sizeof n); };
    const std::string all[] = {{",\0", 2}, {".\0", 2}, {"\3\3\0", 3}, number(','), number('.'), {"UTF-8\0", 6}};
    std::string head = number(0x20031115u ^ LC_NUMERIC) + number(std::size(all)), parts;
    for (const std::string& part : all) {
      head += number(static_cast<std::uint32_t>(8 + 4 * std::size(all) + parts.size()));
      parts += part;
      parts.resize((parts.size() + 3) / 4 * 4, '\0');
    }
    std::filesystem::create_directory(folder_ / "de_DE.UTF-8");
    put_content(folder_ / "de_DE.UTF-8/LC_NUMERIC", head + parts);
    ::setenv("LOCPATH", folder_.path().c_str(), 1);
    std::setlocale(LC_NUMERIC, "de_DE.UTF-8");
    ::unsetenv("LOCPATH");
  }

  temp_folder folder_;
  std::string before_;
  std::locale streams_before_;
};

}  // namespace nnstruct_test
