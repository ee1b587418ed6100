// The gradients of a dense layer: a small batch and many weights, which are read or written once, as they lie in memory.
#pragma once

#include "wide.h"

namespace creatures {
namespace {

/** The lengths of the sides: a batch of `rows`, each of `in` numbers that become `out`. */
struct Layer {
  int64_t rows, in, out;
};

int64_t roundUp(int64_t count, int64_t step) { return (count + step - 1) / step * step; }

/** dx[row][in] = sum over out of dy[row][out] * weights[in][out]. */
void inputGradient(const Layer& l, const float* dy, const float* weights, float* dx) {
  const int64_t columns = roundUp(l.rows, kLanes);
  Buffer turned(l.out * columns);
  for (int64_t row = 0; row < l.rows; row++) {
    for (int64_t out = 0; out < l.out; out++) *turned.at(out * columns + row) = dy[row * l.out + out];
  }
  parallelFor(l.in / kLanes, 8, [&](int64_t begin, int64_t end) {
    Buffer block(kLanes * columns);
    for (int64_t in = begin * kLanes; in < end * kLanes; in += kLanes) {
      multiply({weights + in * l.out, l.out, 1}, turned.at(0), l.out, block.at(0), kLanes, columns, false);
      for (int64_t row = 0; row < l.rows; row++) {
        for (int64_t lane = 0; lane < kLanes; lane++) dx[row * l.in + in + lane] = *block.at(lane * columns + row);
      }
    }
  });
}

/** gradient[in][out] = sum over rows of x[row][in] * dy[row][out]. */
void weightGradient(const Layer& l, const float* x, const float* dy, float* gradient) {
  parallelFor(l.in / kLanes, 4, [&](int64_t begin, int64_t end) {
    const int64_t in = begin * kLanes;
    multiply({x + in, 1, l.in}, dy, l.rows, gradient + in * l.out, (end - begin) * kLanes, l.out, false);
  });
}

/** The last two lengths of a shape; those before them must be 1. */
bool isMatrix(const Shape& shape) { return shape.size() >= 2 && sizeOf(shape) == shape[shape.size() - 2] * shape[shape.size() - 1]; }

int64_t rowsOf(const Shape& shape) { return shape[shape.size() - 2]; }

int64_t columnsOf(const Shape& shape) { return shape.back(); }

/** The shape of a matrix with as many lengths as another has. */
Shape shapeLike(const Shape& other, int64_t rows, int64_t columns) {
  Shape shape(other.size(), 1);
  shape[shape.size() - 2] = rows;
  shape.back() = columns;
  return shape;
}

bool isKnown(const Layer& l) {
  return l.rows > 0 && l.in > 0 && l.out > 0 && l.rows % kRows == 0 && l.in % kLanes == 0 && l.out % kLanes == 0;
}

constexpr const char* kNoLayer = "Takes matrices whose sides fill the registers";

/** dy, weights -> dx. */
void computeDenseInputGradient(const Nothing&, Run& run) {
  const Shape dy = run.shape(0), weights = run.shape(1);
  require(isMatrix(dy) && isMatrix(weights) && columnsOf(dy) == columnsOf(weights), kNoLayer);
  const Layer layer{rowsOf(dy), rowsOf(weights), columnsOf(weights)};
  require(isKnown(layer), kNoLayer);
  inputGradient(layer, run.floats(0), run.floats(1), run.output(0, shapeLike(dy, layer.rows, layer.in)));
}

/** x, dy -> the gradient of the weights. */
void computeDenseWeightGradient(const Nothing&, Run& run) {
  const Shape x = run.shape(0), dy = run.shape(1);
  require(isMatrix(x) && isMatrix(dy) && rowsOf(x) == rowsOf(dy), kNoLayer);
  const Layer layer{rowsOf(x), columnsOf(x), columnsOf(dy)};
  require(isKnown(layer), kNoLayer);
  weightGradient(layer, run.floats(0), run.floats(1), run.output(0, shapeLike(x, layer.in, layer.out)));
}

bool registerDense() {
  return registerOp<Nothing, readNothing, computeDenseInputGradient>("CreaturesDenseInputGradient", {"dy: float", "weights: float"}, {"dx: float"}, {}) &&
         registerOp<Nothing, readNothing, computeDenseWeightGradient>("CreaturesDenseWeightGradient", {"x: float", "dy: float"}, {"gradient: float"}, {});
}

}  // namespace
}  // namespace creatures
