// SPDX-License-Identifier: Apache-2.0
#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include <nnstruct/io/second_thread.hpp>

#include "support/catch.hpp"
#include "support/processors.hpp"

namespace io_second_thread_test {

using nnstruct::io::second_thread;
using namespace nnstruct_test;

struct seen {
  ::pthread_t thread{};
  bool takes_signals = true;
  int times = 0;
};

void look(void* to) noexcept {
  auto& it = *static_cast<seen*>(to);
  ::sigset_t mask;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  it.thread = ::pthread_self();
  it.takes_signals = ::sigismember(&mask, SIGINT) == 0 || ::sigismember(&mask, SIGUSR1) == 0;
  ++it.times;
}

TEST_CASE("a second processor does the work, and is left to no signal handler", "[io]") {
  ::sigset_t before, after;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &before);
  seen work;
  {
    second_thread beside(look, &work);
    ::pthread_sigmask(SIG_SETMASK, nullptr, &after);
    CHECK(beside.begun() == (processors() > 1));
    beside.join();
    CHECK(work.times == (beside.begun() ? 1 : 0));
    beside.join();
  }
  CHECK(work.times == (processors() > 1 ? 1 : 0));
  if (work.times == 1) {
    CHECK(::pthread_equal(work.thread, ::pthread_self()) == 0);
    CHECK_FALSE(work.takes_signals);
  }
  for (const int signal : {SIGINT, SIGUSR1, SIGTERM})
    CHECK(::sigismember(&before, signal) == ::sigismember(&after, signal));
}

TEST_CASE("the destructor waits until the work is done", "[io]") {
  seen work;
  bool begun = false;
  {
    const second_thread beside(look, &work);
    begun = beside.begun();
  }
  CHECK(work.times == (begun ? 1 : 0));
}

TEST_CASE("where there is one processor, or no thread to be had, nothing is begun", "[io]") {
  seen work;
  {
    const one_processor alone;
    CHECK_FALSE(second_thread(look, &work).begun());
  }
  {
    const no_threads none;
    CHECK_FALSE(second_thread(look, &work).begun());
  }
  CHECK(work.times == 0);
}

}  // namespace io_second_thread_test
