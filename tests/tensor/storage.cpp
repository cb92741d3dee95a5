// SPDX-License-Identifier: Apache-2.0
#include <nnstruct/nnstruct.hpp>
#include <nnstruct/tensor/storage.hpp>

#include <cstdint>
#include <cstring>
#include <new>
#include <thread>
#include <vector>

#include "support/catch.hpp"

namespace tensor_storage_test {

namespace nn = nnstruct;
using nn::detail::allocate_storage;
using nn::detail::snapshot;
using nn::detail::storage_handle;

namespace {

int released = 0;
std::byte outside[8];

/// Memory that is not the heap's: how it is given back is its own affair.
storage_handle counted() {
  released = 0;
  return storage_handle(new nn::detail::storage{outside, sizeof outside,
                                                [](nn::detail::storage& self) noexcept {
                                                  ++released;
                                                  delete &self;
                                                },
                                                1, false});
}

}  // namespace

TEST_CASE("storage is aligned to 64 bytes, of the size that was asked for, and zeroed on demand", "[tensor]") {
  for (std::size_t bytes : {0u, 1u, 63u, 64u, 65u, 4096u}) {
    const storage_handle handle(allocate_storage(bytes, true));
    CHECK(handle.bytes() == bytes);
    CHECK(reinterpret_cast<std::uintptr_t>(handle.data()) % 64 == 0);
    for (std::size_t i = 0; i < bytes; ++i) REQUIRE(handle.data()[i] == std::byte{0});
    if (bytes != 0) std::memset(handle.data(), 0xff, bytes);  // so that a later one is not zero by chance
  }
  CHECK_THROWS_AS(allocate_storage(static_cast<std::size_t>(-1), true), std::bad_alloc);
}

TEST_CASE("a storage is released when its last handle goes", "[tensor]") {
  {
    storage_handle first = counted();
    CHECK(first.unique());
    {
      storage_handle second = first;
      CHECK_FALSE(first.unique());
      CHECK(second.data() == first.data());
      storage_handle third;
      third = second;
      second = storage_handle();
      CHECK_FALSE(first.unique());
    }
    CHECK(first.unique());
    CHECK(released == 0);
  }
  CHECK(released == 1);
}

TEST_CASE("moving a handle moves its reference", "[tensor]") {
  storage_handle first = counted();
  storage_handle second = std::move(first);
  CHECK_FALSE(first);
  CHECK(second.unique());
  storage_handle third;
  third = std::move(second);
  CHECK_FALSE(second);
  CHECK(third.unique());
  CHECK(released == 0);
  third = storage_handle();
  CHECK(released == 1);
}

TEST_CASE("assigning a handle to itself changes nothing", "[tensor]") {
  storage_handle handle = counted();
  storage_handle& same = handle;
  handle = same;
  CHECK(handle.unique());
  CHECK(released == 0);
  handle = std::move(same);
  CHECK(handle.unique());
  CHECK(released == 0);
}

TEST_CASE("an empty handle has no bytes and is not unique", "[tensor]") {
  const storage_handle handle, copy = handle;
  CHECK_FALSE(copy);
  CHECK(copy.data() == nullptr);
  CHECK(copy.bytes() == 0);
  CHECK_FALSE(copy.unique());
  CHECK_FALSE(copy.exposed());
  CHECK_FALSE(snapshot(copy));
}

TEST_CASE("a snapshot shares memory unless somebody may write it", "[tensor]") {
  const storage_handle original = counted();
  original.data()[3] = std::byte{7};
  const storage_handle shared = snapshot(original);
  CHECK(shared.data() == original.data());
  original.expose();
  const storage_handle own = snapshot(original);
  CHECK(own.data() != original.data());
  CHECK(own.bytes() == original.bytes());
  CHECK(std::memcmp(own.data(), original.data(), 8) == 0);
  CHECK_FALSE(own.exposed());
  CHECK(snapshot(own).data() == own.data());
}

TEST_CASE("handles are counted across threads", "[tensor]") {
  {
    const storage_handle original = counted();
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&original] {
        for (int i = 0; i < 10000; ++i) {
          const storage_handle copy = snapshot(original);
          storage_handle other = copy;
          other = storage_handle();
        }
      });
    for (std::thread& thread : threads) thread.join();
    CHECK(original.unique());
    CHECK(released == 0);
  }
  CHECK(released == 1);
}

}  // namespace tensor_storage_test
