// The gradient of a bias: for each channel the sum over all pixels, added up in an order that does not depend on the cores.
#include <algorithm>

#include "kernel.h"

namespace creatures {
namespace {

constexpr int64_t kParts = 8;
constexpr int64_t kBlockRows = 64;  // added up by themselves first, so that little is lost where large sums meet small numbers
constexpr int64_t kSmall = 1 << 14;

FOR_EACH_PROCESSOR
void addRows(const float* rows, int64_t numRows, int64_t channels, float* sums) {
  for (int64_t row = 0; row < numRows; row++) {
    const float* numbers = rows + row * channels;
#pragma GCC ivdep
    for (int64_t channel = 0; channel < channels; channel++) sums[channel] += numbers[channel];
  }
}

/** The sums of some rows; `block` has room for one row. */
void sumRows(const float* rows, int64_t begin, int64_t end, int64_t channels, float* block, float* sums) {
  for (int64_t row = begin; row < end; row += kBlockRows) {
    std::fill(block, block + channels, 0.0f);
    addRows(rows + row * channels, std::min(kBlockRows, end - row), channels, block);
    addRows(block, 1, channels, sums);
  }
}

/** x -> the sum over all axes but the last. */
void compute(const Nothing&, Run& run) {
  const Shape shape = run.shape(0);
  require(shape.size() > 1 && sizeOf(shape) > 0, "Takes numbers of several dimensions");
  const int64_t channels = shape.back(), rows = sizeOf(shape) / channels;
  const int64_t parts = rows * channels < kSmall ? 1 : kParts;
  const float* x = run.floats(0);
  float* sums = run.output(0, {channels});
  std::vector<float> partSums(2 * parts * channels);
  parallelFor(parts, 1, [&](int64_t begin, int64_t end) {
    for (int64_t part = begin; part < end; part++) {
      float* to = partSums.data() + 2 * part * channels;
      sumRows(x, rows * part / parts, rows * (part + 1) / parts, channels, to + channels, to);
    }
  });
  std::fill(sums, sums + channels, 0.0f);
  for (int64_t part = 0; part < parts; part++) addRows(partSums.data() + 2 * part * channels, 1, channels, sums);
}

const bool registered = registerOp<Nothing, readNothing, compute>("CreaturesBiasGradient", {"x: float"}, {"gradient: float"}, {});

}  // namespace
}  // namespace creatures
