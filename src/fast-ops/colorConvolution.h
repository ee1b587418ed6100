// The first convolution: 3x3 kernels on pictures of three colors. Each sum has only 27 terms, so they are added directly;
// the 9 numbers of three neighboring pixels lie side by side in memory.
#pragma once

#include "wide.h"

namespace creatures {
namespace {

constexpr int kColors = 3;
constexpr int kNeighbors = 3 * kColors;  // numbers under one row of the kernel

/** As many vectors beside each other as the registers hold for each of the neighbors. */
constexpr int kNeighborWidth = 2 * kNeighbors < kRegisters ? 2 : 1;

/** Sizes of one convolution; `before` zeros are put around the pictures. */
struct ColorSizes {
  int64_t images, height, width, outHeight, outWidth, filters, before;
  int64_t rows() const { return images * outHeight; }
  /** Numbers in a row of a picture with its zeros. */
  int64_t pitch() const { return (width + 2 * before) * kColors; }
};

ColorSizes colorSizesOf(const Shape& in, int64_t filters, int64_t before) {
  return {in[0], in[1], in[2], in[1] + 2 * before - 2, in[2] + 2 * before - 2, filters, before};
}

/** Copies the three rows of a picture under one row of the output, with the zeros around them. */
void gatherRows(const ColorSizes& s, const float* images, int64_t outRow, float* rows) {
  const float* picture = images + outRow / s.outHeight * s.height * s.width * kColors;
  for (int64_t tap = 0; tap < 3; tap++) {
    const int64_t row = outRow % s.outHeight + tap - s.before;
    float* to = rows + tap * s.pitch() + s.before * kColors;
    if (row < 0 || row >= s.height) std::fill(to, to + s.width * kColors, 0.0f);
    else std::copy(picture + row * s.width * kColors, picture + (row + 1) * s.width * kColors, to);
  }
}

/** `count` neighboring pixels of the output, from the gathered rows at their place. */
template <int count>
void convolvePixels(const ColorSizes& s, const float* rows, const float* kernel, const float* bias, float* out) {
  int64_t offsets[3 * kNeighbors];
  for (int64_t term = 0; term < 3 * kNeighbors; term++) offsets[term] = term / kNeighbors * s.pitch() + term % kNeighbors;
  forColumns(s.filters, [&](int64_t column, auto width) {
    multiplyBlock<count, width>([&](int pixel, int64_t d) { return rows[offsets[d] + pixel * kColors]; }, kernel + column, s.filters, 3 * kNeighbors,
                                [&](int, int64_t c) { return bias ? load(bias + column + c) : Vector{}; }, out + column, s.filters);
  });
}

/** Eight pixels at a time. The last eight may overlap those before them. */
void convolveRow(const ColorSizes& s, const float* rows, const float* kernel, const float* bias, float* out) {
  if (s.outWidth < kRows) {
    for (int64_t x = 0; x < s.outWidth; x++) convolvePixels<1>(s, rows + x * kColors, kernel, bias, out + x * s.filters);
    return;
  }
  for (int64_t x = 0; x < s.outWidth; x += kRows) {
    const int64_t first = std::min(x, s.outWidth - kRows);
    convolvePixels<kRows>(s, rows + first * kColors, kernel, bias, out + first * s.filters);
  }
}

/** sums[tap][filter] of one part of the output's rows. */
void sumColorPart(const ColorSizes& s, int64_t part, const float* images, const float* gradient, float* sums) {
  Buffer rows(3 * s.pitch());
  for (int64_t row = s.rows() * part / kParts; row < s.rows() * (part + 1) / kParts; row++) {
    gatherRows(s, images, row, rows.at(0));
    for (int64_t tap = 0; tap < 3; tap++) {
      const float* from = rows.at(tap * s.pitch());
      forColumns<kNeighborWidth>(s.filters, [&](int64_t column, auto width) {
        float* to = sums + tap * kNeighbors * s.filters + column;
        multiplyBlock<kNeighbors, width>([&](int number, int64_t x) { return from[x * kColors + number]; },
                                         gradient + row * s.outWidth * s.filters + column, s.filters, s.outWidth,
                                         [&](int number, int64_t c) { return load(to + number * s.filters + c); }, to, s.filters);
      });
    }
  }
}

constexpr const char* kNoColors = "Takes pictures of three colors and 3x3 kernels whose filters fill the registers";

bool areColors(const Shape& images) { return images.size() == 4 && images[3] == kColors; }

bool isThere(const ColorSizes& s) { return s.images > 0 && s.outHeight > 0 && s.outWidth > 0 && s.filters > 0 && s.filters % kLanes == 0; }

/** x, kernel, bias -> y. A bias without numbers is none. */
void computeColors(const int64_t& before, Run& run) {
  const Shape in = run.shape(0), kernel = run.shape(1);
  const int64_t biasSize = sizeOf(run.shape(2));
  require(areColors(in) && kernel.size() == 4 && kernel[0] == 3 && kernel[1] == 3 && kernel[2] == kColors && (biasSize == 0 || biasSize == kernel[3]), kNoColors);
  const ColorSizes sizes = colorSizesOf(in, kernel[3], before);
  require(isThere(sizes), kNoColors);
  const float *images = run.floats(0), *numbers = run.floats(1), *bias = biasSize > 0 ? run.floats(2) : nullptr;
  // The zeros around the pictures are numbers here, and nothing to TensorFlow
  requireFinite(numbers, 3 * kNeighbors * sizes.filters);
  float* out = run.output(0, {in[0], sizes.outHeight, sizes.outWidth, kernel[3]});
  parallelFor(sizes.rows(), 16, [&](int64_t begin, int64_t end) {
    Buffer rows(3 * sizes.pitch());
    for (int64_t row = begin; row < end; row++) {
      float* outRow = out + row * sizes.outWidth * sizes.filters;
      gatherRows(sizes, images, row, rows.at(0));
      convolveRow(sizes, rows.at(0), numbers, bias, outRow);
    }
  });
}

/** x, dy -> the kernel's gradient. */
void computeColorKernelGradient(const int64_t& before, Run& run) {
  const Shape in = run.shape(0), dy = run.shape(1);
  require(areColors(in) && dy.size() == 4, kNoColors);
  const ColorSizes sizes = colorSizesOf(in, dy[3], before);
  require(isThere(sizes) && dy[0] == in[0] && dy[1] == sizes.outHeight && dy[2] == sizes.outWidth, kNoColors);
  const float *images = run.floats(0), *gradient = run.floats(1);
  float* sums = run.output(0, {3, 3, kColors, sizes.filters});
  sumInParts(3 * kNeighbors * sizes.filters, [&](int64_t part, float* to) { sumColorPart(sizes, part, images, gradient, to); }, sums);
  requireFinite(sums, 3 * kNeighbors * sizes.filters);
}

bool registerColorConvolution() {
  return registerOp<int64_t, readBefore, computeColors>("CreaturesColorConv2D", {"x: float", "kernel: float", "bias: float"}, {"y: float"},
                                                        {"before: int"}) &&
         registerOp<int64_t, readBefore, computeColorKernelGradient>("CreaturesColorConv2DKernelGradient", {"x: float", "dy: float"},
                                                                     {"gradient: float"}, {"before: int"});
}

}  // namespace
}  // namespace creatures
