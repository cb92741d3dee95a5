// SPDX-License-Identifier: Apache-2.0
// Trains a network on handwritten digits from scratch, with a checkpoint after every epoch.
//   train_digits --data FOLDER [--epochs N] [--out FOLDER] [--resume]
// FOLDER has training.csv and held_out.csv. Ctrl-C saves where the epoch began and leaves; --resume goes on from there,
// to the same bytes as without the interruption. Writes checkpoint.pth and loss.svg.
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <nnstruct/nnstruct.hpp>
#include <string>
#include <vector>

namespace nn = nnstruct;

struct Net {
  nn::Conv2d<1, 16, 3, nn::conv_options{.padding = 1}> conv1;
  nn::Conv2d<16, 32, 3, nn::conv_options{.padding = 1}> conv2;
  nn::MaxPool2d<2, 2> pool;
  nn::Dropout<nn::dropout_options{.p = 0.2}> dropout;
  nn::Linear<128, 10> fc;

  auto forward(const nn::Batch<1, 8, 8>& x) {
    return x | conv1 | nn::relu | pool | conv2 | nn::relu | pool | nn::flatten | dropout | fc;
  }
};

struct Digits {
  nn::Batch<1, 8, 8> images;
  nn::Tensor<std::int64_t, nn::dyn> labels;
};

/// What a checkpoint holds: PyTorch reads it as a dict of these names.
struct Run {
  int epoch;  // that are done
  Net model_state_dict;
  nn::Adam<Net> optimizer_state_dict;
  nn::CosineAnnealingLR scheduler_state_dict;
  nn::Generator rng_state;
  std::vector<double> losses;  // of every step
};

static volatile std::sig_atomic_t interrupted = 0;

static Digits read(const std::string& path) {
  const auto digits = nn::data::read_digits(path);
  return {nn::data::to_float(digits.images, 16), digits.labels};
}

static double accuracy(Net& net, const Digits& digits) {
  nn::eval(net);
  const auto scores = nn::predict(net, digits.images);
  nn::train(net);
  std::int64_t right = 0;
  for (std::int64_t n = 0; n < scores.extent(0); ++n)
    right += std::max_element(&scores(n, 0), &scores(n, 0) + 10) - &scores(n, 0) == digits.labels(n);
  return static_cast<double>(right) / static_cast<double>(scores.extent(0));
}

static void show_progress(int epoch, std::int64_t done, std::int64_t steps, double loss) {
  if (isatty(2) == 0) return;
  std::string bar(static_cast<std::size_t>(30 * done / steps), '#');
  bar.resize(30, '.');
  std::fprintf(stderr, "\repoch %2d [%s] %lld/%lld  loss %.4f %s", epoch + 1, bar.c_str(), static_cast<long long>(done),
               static_cast<long long>(steps), loss, done == steps ? "\r\033[K" : "");
}

/// The loss of each step as a curve.
static void draw(const std::vector<double>& losses, const std::string& path) {
  std::FILE* const file = std::fopen(path.c_str(), "w");
  if (file == nullptr) throw nn::Error(path + ": cannot be written");
  const double top = *std::max_element(losses.begin(), losses.end());
  std::fprintf(
      file,
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 640 360' font-family='sans-serif' font-size='12'>\n"
      "<path d='M40 10V330H630' fill='none' stroke='gray'/>\n"
      "<text x='4' y='20'>%.2f</text><text x='24' y='330'>0</text><text x='560' y='350'>%zu steps</text>\n"
      "<polyline fill='none' stroke='steelblue' points='",
      top, losses.size());
  for (std::size_t i = 0; i < losses.size(); ++i)
    std::fprintf(file, "%.1f,%.1f ", 40 + 590 * static_cast<double>(i) / static_cast<double>(losses.size()),
                 330 - 320 * losses[i] / top);
  std::fputs("'/>\n</svg>\n", file);
  std::fclose(file);
}

static int train(const std::string& data, const std::string& out, int epochs, bool resume) {
  const std::string path = out + "/checkpoint.pth";
  const Digits held_out = read(data + "/held_out.csv");
  const nn::DataLoader loader(read(data + "/training.csv"), {.batch_size = 32, .shuffle = true});

  nn::manual_seed(0);
  Run run{};
  Net& net = run.model_state_dict;
  nn::init(net);
  run.optimizer_state_dict = {{.lr = 1e-2}};
  run.scheduler_state_dict = {run.optimizer_state_dict, {.T_max = epochs}};
  run.rng_state = nn::default_generator();
  if (resume) run = nn::load<Run>(path);
  nn::default_generator() = run.rng_state;

  for (; run.epoch < epochs;) {
    const Run begin = run;  // shares its memory until a step writes
    std::int64_t done = 0;
    double sum = 0;
    for (auto& [images, labels] : loader) {
      if (interrupted != 0) {
        nn::save(begin, path);
        std::printf("interrupted in epoch %d: go on with --resume\n", run.epoch + 1);
        return 130;  // as a shell says of SIGINT
      }
      nn::zero_grad(net);
      const auto loss = nn::cross_entropy(net.forward(images), labels);
      nn::require_finite(loss, static_cast<std::int64_t>(run.losses.size()));
      loss.backward();
      run.optimizer_state_dict.step(net);
      run.losses.push_back(static_cast<double>(loss.item()));
      sum += run.losses.back();
      ++done;
      show_progress(run.epoch, done, loader.size(), sum / static_cast<double>(done));
    }
    run.scheduler_state_dict.step(run.optimizer_state_dict);
    run.rng_state = nn::default_generator();
    ++run.epoch;
    nn::save(run, path);
    std::printf("epoch %2d  loss %.4f  held out %.2f %%\n", run.epoch, sum / static_cast<double>(done),
                100 * accuracy(net, held_out));
    std::fflush(stdout);
  }
  draw(run.losses, out + "/loss.svg");
  std::printf("accuracy on digits it has never seen: %.2f %%\n", 100 * accuracy(net, held_out));
  return 0;
}

int main(int argc, char** argv) try {
  std::string data, out = ".";
  int epochs = 20;
  bool resume = false;
  for (int i = 1; i < argc; ++i) {
    const std::string option = argv[i];
    if (option == "--data" && i + 1 < argc) data = argv[++i];
    else if (option == "--out" && i + 1 < argc) out = argv[++i];
    else if (option == "--epochs" && i + 1 < argc) epochs = std::atoi(argv[++i]);
    else if (option == "--resume") resume = true;
    else data.clear(), i = argc;
  }
  if (data.empty() || epochs < 1) {
    std::fprintf(stderr, "usage: train_digits --data FOLDER [--epochs N] [--out FOLDER] [--resume]\n");
    return 2;
  }
  std::signal(SIGINT, [](int) { interrupted = 1; });
  return train(data, out, epochs, resume);
} catch (const std::exception& error) {
  std::fprintf(stderr, "train_digits: %s\n", error.what());
  return 2;
}
