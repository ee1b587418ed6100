// Products of matrices in registers of several numbers. A file that includes this first says which processor it is for,
// and how many numbers a register holds (LANES) and how many registers there are (REGISTERS).
#pragma once

#include "kernel.h"

namespace creatures {
namespace {

constexpr int kLanes = LANES;
constexpr int kRegisters = REGISTERS;
constexpr int kRows = kRegisters / 4;  // rows of a matrix product that are held in registers, two wide
constexpr int64_t kParts = 8;          // of a sum; always the same, so that it does not depend on the cores

typedef float Vector __attribute__((vector_size(4 * LANES)));
typedef float LooseVector __attribute__((vector_size(4 * LANES), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))

INLINE Vector load(const float* from) { return *reinterpret_cast<const LooseVector*>(from); }
INLINE void store(float* to, Vector value) { *reinterpret_cast<LooseVector*>(to) = value; }

/** True if all numbers, which fill the registers, are finite: only others times 0 are not 0. */
inline bool areFinite(const float* numbers, int64_t size) {
  Vector sums[4] = {};
  int64_t index = 0;
  for (; index + 4 * kLanes <= size; index += 4 * kLanes) {
#pragma GCC unroll 4
    for (int part = 0; part < 4; part++) sums[part] += load(numbers + index + part * kLanes) * 0.0f;
  }
  for (; index < size; index += kLanes) sums[0] += load(numbers + index) * 0.0f;
  const Vector sum = sums[0] + sums[1] + sums[2] + sums[3];
  for (int lane = 0; lane < kLanes; lane++) {
    if (sum[lane] != 0.0f) return false;
  }
  return true;
}

/** Throws a Refusal unless all numbers are finite. */
inline void requireFinite(const float* numbers, int64_t size) { require(areFinite(numbers, size), kNotFinite); }

/** The same of many numbers, on all cores. */
inline void requireFiniteEverywhere(const float* numbers, int64_t size) {
  parallelFor(size / kLanes, 1 << 12, [&](int64_t begin, int64_t end) { requireFinite(numbers + begin * kLanes, (end - begin) * kLanes); });
}

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

/** Writes `size` sums: those of the parts, `addPart(part, sums)` each, added up in their order. */
template <typename AddPart>
void sumInParts(int64_t size, AddPart addPart, float* sums) {
  Buffer parts(kParts * size);
  parallelFor(kParts, 1, [&](int64_t begin, int64_t end) {
    for (int64_t part = begin; part < end; part++) addPart(part, parts.at(part * size));
  });
  std::copy(parts.at(0), parts.at(size), sums);
  for (int64_t part = 1; part < kParts; part++) {
    for (int64_t index = 0; index < size; index++) sums[index] += *parts.at(part * size + index);
  }
}

/** The attribute of all convolutions: how many zeros are put before the first pixel. */
static inline int64_t readBefore(TF_OpKernelConstruction* construction) { return attribute(construction, "before"); }

/**
 * out[row][column] = start(row, column) + sum over `depth` of a(row, d) * b[d][column], for `rows` rows and `columns`
 * vectors, which must fit into the registers together.
 */
template <int rows, int columns, typename A, typename Start>
INLINE void multiplyBlock(A a, const float* b, int64_t bStep, int64_t depth, Start start, float* out, int64_t outStep) {
  Vector sum[rows][columns];
#pragma GCC unroll 9
  for (int row = 0; row < rows; row++) {
#pragma GCC unroll 2
    for (int column = 0; column < columns; column++) sum[row][column] = start(row, column * kLanes);
  }
  for (int64_t d = 0; d < depth; d++) {
    Vector factor[columns];
#pragma GCC unroll 2
    for (int column = 0; column < columns; column++) factor[column] = load(b + d * bStep + column * kLanes);
#pragma GCC unroll 9
    for (int row = 0; row < rows; row++) {
      const float number = a(row, d);
#pragma GCC unroll 2
      for (int column = 0; column < columns; column++) sum[row][column] += factor[column] * number;
    }
  }
#pragma GCC unroll 9
  for (int row = 0; row < rows; row++) {
#pragma GCC unroll 2
    for (int column = 0; column < columns; column++) store(out + row * outStep + column * kLanes, sum[row][column]);
  }
}

/** Calls `run` with the first column of each `width` vectors, and of each one that is left over. */
template <int width = 2, typename Run>
INLINE void forColumns(int64_t columns, Run run) {
  int64_t column = 0;
  for (; column + width * kLanes <= columns; column += width * kLanes) run(column, std::integral_constant<int, width>{});
  for (; column < columns; column += kLanes) run(column, std::integral_constant<int, 1>{});
}

struct Matrix {
  const float* numbers;
  int64_t rowStep, columnStep;
};

/** out = a b, or out += a b. `rows` is a multiple of kRows and `columns` of kLanes. */
inline void multiply(const Matrix& a, const float* b, int64_t depth, float* out, int64_t rows, int64_t columns, bool add) {
  forColumns(columns, [&](int64_t column, auto width) {
    for (int64_t row = 0; row < rows; row += kRows) {
      const float* from = a.numbers + row * a.rowStep;
      float* to = out + row * columns + column;
      multiplyBlock<kRows, width>([&](int r, int64_t d) { return from[r * a.rowStep + d * a.columnStep]; }, b + column, columns, depth,
                                  [&](int r, int64_t c) { return add ? load(to + r * columns + c) : Vector{}; }, to, columns);
    }
  });
}

}  // namespace
}  // namespace creatures
