// Products of matrices with sixteen numbers in a register. Included last, since all that follows is for such processors.
#pragma once

#include <algorithm>

#include "kernel.h"

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define WIDE
#pragma GCC target("avx512f,avx512vl,avx512bw,avx512dq,avx2,fma")

namespace creatures {
namespace {

constexpr int kLanes = 16;  // numbers in a register
constexpr int kRows = 8;    // rows of a matrix product that are held in registers

typedef float Vector __attribute__((vector_size(64)));
typedef float LooseVector __attribute__((vector_size(64), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))

INLINE Vector load(const float* from) { return *reinterpret_cast<const LooseVector*>(from); }
INLINE void store(float* to, Vector value) { *reinterpret_cast<LooseVector*>(to) = value; }

inline bool hasWideRegisters() { return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq"); }

/** Zeros in memory that begins where a register's worth of numbers does: loads that straddle two cache lines take twice as long. */
class Buffer {
 public:
  explicit Buffer(int64_t size) : memory_(size + kLanes) {
    const auto address = reinterpret_cast<uintptr_t>(memory_.data());
    numbers_ = memory_.data() + (sizeof(Vector) - address % sizeof(Vector)) % sizeof(Vector) / sizeof(float);
  }
  Buffer(const Buffer&) = delete;
  float* at(int64_t index) { return numbers_ + index; }

 private:
  std::vector<float> memory_;
  float* numbers_;
};

/** out[row][column] += sum over `depth` of a[row][d] * b[d][column], for `kRows` rows and `columns` vectors. */
template <int columns>
INLINE void multiplyBlock(const float* a, int64_t rowStep, int64_t depthStep, const float* b, int64_t bStep, int64_t depth, float* out, int64_t outStep, bool add) {
  Vector sum[kRows][columns];
#pragma GCC unroll 8
  for (int row = 0; row < kRows; row++) {
#pragma GCC unroll 4
    for (int column = 0; column < columns; column++) {
      sum[row][column] = add ? load(out + row * outStep + column * kLanes) : Vector{};
    }
  }
  for (int64_t d = 0; d < depth; d++) {
    Vector factor[columns];
#pragma GCC unroll 4
    for (int column = 0; column < columns; column++) factor[column] = load(b + d * bStep + column * kLanes);
#pragma GCC unroll 8
    for (int row = 0; row < kRows; row++) {
      const float number = a[row * rowStep + d * depthStep];
#pragma GCC unroll 4
      for (int column = 0; column < columns; column++) sum[row][column] += factor[column] * number;
    }
  }
#pragma GCC unroll 8
  for (int row = 0; row < kRows; row++) {
#pragma GCC unroll 4
    for (int column = 0; column < columns; column++) store(out + row * outStep + column * kLanes, sum[row][column]);
  }
}

struct Matrix {
  const float* numbers;
  int64_t rowStep, columnStep;
};

/** out = a b, or out += a b. `rows` is a multiple of kRows and `columns` of kLanes. */
inline void multiply(const Matrix& a, const float* b, int64_t depth, float* out, int64_t rows, int64_t columns, bool add) {
  for (int64_t column = 0; column < columns;) {
    const bool two = columns - column >= 2 * kLanes;
    for (int64_t row = 0; row < rows; row += kRows) {
      const float* from = a.numbers + row * a.rowStep;
      float* to = out + row * columns + column;
      if (two) multiplyBlock<2>(from, a.rowStep, a.columnStep, b + column, columns, depth, to, columns, add);
      else multiplyBlock<1>(from, a.rowStep, a.columnStep, b + column, columns, depth, to, columns, add);
    }
    column += two ? 2 * kLanes : kLanes;
  }
}

}  // namespace
}  // namespace creatures
#endif
