// Dropout whose mask is never stored: it follows from two seeds, so that the gradient draws the same mask again.
#include "kernel.h"

namespace creatures {
namespace {

constexpr int64_t kGrain = 1 << 16;

/** The last step of MurmurHash3 (Austin Appleby, public domain): each bit of the result depends on each bit of `bits`. */
inline uint32_t mix(uint32_t bits) {
  bits = (bits ^ (bits >> 16)) * 0x85ebca6bu;
  bits = (bits ^ (bits >> 13)) * 0xc2b2ae35u;
  return bits ^ (bits >> 16);
}

struct Mask {
  uint32_t seed1, seed2, limit;
  float scale;
};

FOR_EACH_PROCESSOR
void drop(const Mask& mask, const float* x, float* y, int64_t begin, int64_t end) {
  const Mask m = mask;
#pragma GCC ivdep
  for (int64_t i = begin; i < end; i++) {
    const uint32_t random = mix(mix(static_cast<uint32_t>(i) ^ m.seed1) + m.seed2);
    // A product, so that what is not a number stays none where it is dropped
    y[i] = x[i] * (random < m.limit ? 0.0f : m.scale);
  }
}

float readRate(TF_OpKernelConstruction* construction) { return floatAttribute(construction, "rate"); }

/** y = x * 0 with probability `rate`, else x / (1 - rate). */
void compute(const float& rate, Run& run) {
  const Shape shape = run.shape(0);
  require(sizeOf(run.shape(1)) == 2, "Dropout takes two seeds");
  require(rate >= 0 && rate < 1, "A rate is at least 0 and less than 1");
  const int32_t* seeds = run.integers(1);
  const Mask mask{static_cast<uint32_t>(seeds[0]), static_cast<uint32_t>(seeds[1]),
                  static_cast<uint32_t>(rate * 4294967295.0), 1 / (1 - rate)};
  const float* x = run.floats(0);
  float* y = run.output(0, shape);
  parallelFor(sizeOf(shape), kGrain, [&](int64_t begin, int64_t end) { drop(mask, x, y, begin, end); });
}

const bool registered =
    registerOp<float, readRate, compute>("CreaturesDropout", {"x: float", "seeds: int32"}, {"y: float"}, {"rate: float"});

}  // namespace
}  // namespace creatures
