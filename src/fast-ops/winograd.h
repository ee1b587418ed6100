// Convolutions with 3x3 kernels in 2x2 pieces: 16 products take the place of 36 (Lavin and Gray, arXiv 1509.09308).
// A piece of 4x4 pixels and the kernel are each turned into 16 numbers a channel (`transform...`); products of those,
// summed over the channels, turn back into 2x2 pixels.
#pragma once

#include "wide.h"

namespace creatures {
namespace {

constexpr int kPlaces = 16;  // numbers that stand for a 4x4 piece
constexpr int kTiles = 32;   // pieces that are worked on together, so that their numbers stay in the cache

/** How far apart the places lie: not a power of two, or all of them would compete for the same lines of the cache. */
INLINE int64_t placeStep(int64_t channels) { return kTiles * channels + kLanes; }

/** Sizes of one convolution: `before` zeros are put around the input, which make the output as large as it is. */
struct Sizes {
  int64_t images, height, width, channels, outHeight, outWidth, filters, before;
  int64_t tileRows() const { return (outHeight + 1) / 2; }
  int64_t tileColumns() const { return (outWidth + 1) / 2; }
  int64_t tiles() const { return images * tileRows() * tileColumns(); }
};

/** The place of a tile's first output pixel. */
struct Tile {
  int64_t image, row, column;
  Tile(const Sizes& s, int64_t index)
      : image(index / (s.tileRows() * s.tileColumns())),
        row(index / s.tileColumns() % s.tileRows() * 2),
        column(index % s.tileColumns() * 2) {}
};

/** Where a picture lies in memory. */
template <typename Number>
struct Picture {
  Number* numbers;
  int64_t height, width, channels;
  Number* at(int64_t row, int64_t column) const { return numbers + (row * width + column) * channels; }
};

/** Finds the pixels of a square of `count` x `count`; those outside the picture are replaced by `outside`. */
template <int count, typename Number>
INLINE void findPixels(const Picture<Number>& picture, int64_t row, int64_t column, Number* outside, Number** found) {
  const bool inside = row >= 0 && column >= 0 && row + count <= picture.height && column + count <= picture.width;
#pragma GCC unroll 4
  for (int64_t y = 0; y < count; y++) {
#pragma GCC unroll 4
    for (int64_t x = 0; x < count; x++) {
      const bool exists = inside || (row + y >= 0 && row + y < picture.height && column + x >= 0 && column + x < picture.width);
      found[y * count + x] = exists ? picture.at(row + y, column + x) : outside;
    }
  }
}

INLINE void transformInput(const Vector (&d)[4], Vector (&to)[4]) {
  to[0] = d[0] - d[2];
  to[1] = d[1] + d[2];
  to[2] = d[2] - d[1];
  to[3] = d[1] - d[3];
}

INLINE void transformKernel(const Vector (&g)[3], Vector (&to)[4]) {
  to[0] = g[0];
  to[1] = (g[0] + g[1] + g[2]) * 0.5f;
  to[2] = (g[0] - g[1] + g[2]) * 0.5f;
  to[3] = g[2];
}

INLINE void transformGradient(const Vector (&g)[2], Vector (&to)[4]) {
  to[0] = g[0];
  to[1] = (g[0] + g[1]) * 0.5f;
  to[2] = (g[0] - g[1]) * 0.5f;
  to[3] = g[1];
}

INLINE void transformOutput(const Vector (&m)[4], Vector (&to)[2]) {
  to[0] = m[0] + m[1] + m[2];
  to[1] = m[1] - m[2] - m[3];
}

INLINE void transformKernelGradient(const Vector (&m)[4], Vector (&to)[3]) {
  to[0] = m[0] + m[1] + m[2];
  to[1] = m[1] - m[2];
  to[2] = m[1] + m[2] - m[3];
}

/** Transforms the columns, then the rows of a square piece: from `inSize` x `inSize` to `outSize` x `outSize` vectors. */
template <int inSize, int outSize, void (*transform)(const Vector (&)[inSize], Vector (&)[outSize]), typename Read, typename Write>
INLINE void transformSquare(Read read, Write write) {
  Vector half[inSize][outSize];
#pragma GCC unroll 4
  for (int column = 0; column < inSize; column++) {
    Vector in[inSize];
#pragma GCC unroll 4
    for (int row = 0; row < inSize; row++) in[row] = read(row * inSize + column);
    transform(in, half[column]);
  }
#pragma GCC unroll 4
  for (int row = 0; row < outSize; row++) {
    Vector in[inSize], out[outSize];
#pragma GCC unroll 4
    for (int column = 0; column < inSize; column++) in[column] = half[column][row];
    transform(in, out);
#pragma GCC unroll 4
    for (int column = 0; column < outSize; column++) write(row * outSize + column, out[column]);
  }
}

/** Writes the 16 numbers of kTiles pieces: to[place][tile][channel]. Tiles after the last become zeros. */
template <int count, void (*transform)(const Vector (&)[count], Vector (&)[4])>
void transformTiles(const Sizes& s, int64_t first, const Picture<const float>& firstPicture, int64_t before, const float* zeros, float* to) {
  Picture<const float> picture = firstPicture;
  const int64_t channels = picture.channels, step = placeStep(channels);
  for (int64_t index = 0; index < kTiles; index++) {
    const float* found[count * count];
    if (first + index < s.tiles()) {
      const Tile tile(s, first + index);
      picture.numbers = firstPicture.numbers + tile.image * picture.height * picture.width * channels;
      findPixels<count>(picture, tile.row - before, tile.column - before, zeros, found);
    } else {
      std::fill(found, found + count * count, zeros);
    }
    for (int64_t channel = 0; channel < channels; channel += kLanes) {
      float* numbers = to + index * channels + channel;
      transformSquare<count, 4, transform>([&](int pixel) { return load(found[pixel] + channel); },
                                           [&](int place, Vector value) { store(numbers + place * step, value); });
    }
  }
}

/** Asks for pixels of a tile that will be needed soon, to be read or written: `count` rows and the last two columns of them. */
template <int count, typename Number>
INLINE void prefetchTile(const Sizes& s, int64_t index, const Picture<Number>& firstPicture) {
  if (index >= s.tiles()) return;
  const Tile tile(s, index);
  Picture<Number> picture = firstPicture;
  picture.numbers += tile.image * picture.height * picture.width * picture.channels;
  for (int64_t row = tile.row; row < std::min(tile.row + count, picture.height); row++) {
    const float* from = picture.at(row, std::min(tile.column + count - 2, picture.width - 1));
    for (int64_t number = 0; number < 2 * picture.channels; number += kLanes) __builtin_prefetch(from + number, !std::is_const<Number>::value);
  }
}

/** Turns sums of products back into pixels, adds the bias, and cuts off what is negative if `relu` is set. */
void writeOutput(const Sizes& s, int64_t first, const float* sums, const float* bias, bool relu, float* outside, float* images) {
  const int64_t step = placeStep(s.filters);
  Picture<float> picture{images, s.outHeight, s.outWidth, s.filters};
  for (int64_t index = 0; index < std::min<int64_t>(kTiles, s.tiles() - first); index++) {
    const Tile tile(s, first + index);
    picture.numbers = images + tile.image * s.outHeight * s.outWidth * s.filters;
    float* pixels[4];
    findPixels<2>(picture, tile.row, tile.column, outside, pixels);
    for (int64_t filter = 0; filter < s.filters; filter += kLanes) {
      const float* numbers = sums + index * s.filters + filter;
      const Vector shift = bias ? load(bias + filter) : Vector{};
      transformSquare<4, 2, transformOutput>([&](int place) { return load(numbers + place * step); },
                                             [&](int pixel, Vector value) {
                                               value += shift;
                                               // 0 times a number is 0, and times what is none is none
                                               if (relu) value = value > 0.0f ? value : value * 0.0f + 0.0f;
                                               store(pixels[pixel] + filter, value);
                                             });
    }
  }
}

/** The 16 numbers of each kernel: to[place][channel][filter]. `turned`: rotated by 180 degrees, channels and filters swapped. */
void transformKernels(const float* kernel, int64_t channels, int64_t filters, bool turned, float* to) {
  for (int64_t channel = 0; channel < channels; channel++) {
    for (int64_t filter = 0; filter < filters; filter += kLanes) {
      const auto read = [&](int tap) {
        if (!turned) return load(kernel + (tap * channels + channel) * filters + filter);
        Vector numbers;
        for (int lane = 0; lane < kLanes; lane++) numbers[lane] = kernel[((8 - tap) * filters + filter + lane) * channels + channel];
        return numbers;
      };
      transformSquare<3, 4, transformKernel>(read, [&](int place, Vector value) { store(to + (place * channels + channel) * filters + filter, value); });
    }
  }
}

void convolve(const Sizes& s, const float* images, const float* kernels, const float* bias, bool relu, float* out) {
  const Picture<const float> in{images, s.height, s.width, s.channels};
  const Picture<float> result{out, s.outHeight, s.outWidth, s.filters};
  const int64_t inSize = placeStep(s.channels), outSize = placeStep(s.filters);
  parallelFor((s.tiles() + kTiles - 1) / kTiles, 1, [&](int64_t begin, int64_t end) {
    Buffer numbers(kPlaces * inSize), sums(kPlaces * outSize), zeros(s.channels), outside(s.filters);
    for (int64_t block = begin; block < end; block++) {
      const int64_t first = block * kTiles;
      transformTiles<4, transformInput>(s, first, in, s.before, zeros.at(0), numbers.at(0));
      for (int place = 0; place < kPlaces; place++) {
        for (int tile = place * kTiles / kPlaces; tile < (place + 1) * kTiles / kPlaces; tile++) {
          prefetchTile<4>(s, first + kTiles + tile, in);
          prefetchTile<2>(s, first + tile, result);
        }
        multiply({numbers.at(place * inSize), s.channels, 1}, kernels + place * s.channels * s.filters, s.channels,
                 sums.at(place * outSize), kTiles, s.filters, false);
      }
      writeOutput(s, first, sums.at(0), bias, relu, outside.at(0), out);
    }
  });
  requireFiniteEverywhere(out, s.images * s.outHeight * s.outWidth * s.filters);
}

/** Adds up, over the tiles of one part, the products of the input's numbers and the gradient's: sums[place][channel][filter]. */
void sumProducts(const Sizes& s, int64_t part, const float* images, const float* gradient, float* sums) {
  const Picture<const float> in{images, s.height, s.width, s.channels}, out{gradient, s.outHeight, s.outWidth, s.filters};
  const int64_t inSize = placeStep(s.channels), outSize = placeStep(s.filters), sumSize = s.channels * s.filters;
  Buffer numbers(kPlaces * inSize), slopes(kPlaces * outSize), zeros(std::max(s.channels, s.filters));
  const int64_t blocks = (s.tiles() + kTiles - 1) / kTiles;
  for (int64_t block = blocks * part / kParts; block < blocks * (part + 1) / kParts; block++) {
    const int64_t first = block * kTiles;
    transformTiles<4, transformInput>(s, first, in, s.before, zeros.at(0), numbers.at(0));
    transformTiles<2, transformGradient>(s, first, out, 0, zeros.at(0), slopes.at(0));
    for (int place = 0; place < kPlaces; place++) {
      for (int tile = place * kTiles / kPlaces; tile < (place + 1) * kTiles / kPlaces; tile++) {
        prefetchTile<4>(s, first + kTiles + tile, in);
        prefetchTile<2>(s, first + kTiles + tile, out);
      }
      multiply({numbers.at(place * inSize), 1, s.channels}, slopes.at(place * outSize), kTiles,
               sums + place * sumSize, s.channels, s.filters, true);
    }
  }
}

// ---- ops

struct Options {
  int64_t before;
  bool relu;
};

Options readOptions(TF_OpKernelConstruction* construction) {
  return {attribute(construction, "before"), attribute(construction, "relu") != 0};
}

constexpr const char* kMisfit = "Takes images and 3x3 kernels whose channels and filters fill the registers";

/** Throws a Refusal unless there are pixels, and channels that fill the registers. */
Sizes sizesOf(const Shape& in, int64_t filters, int64_t before) {
  require(in.size() == 4, kMisfit);
  const Sizes s{in[0], in[1], in[2], in[3], in[1] + 2 * before - 2, in[2] + 2 * before - 2, filters, before};
  require(s.images > 0 && s.outHeight > 0 && s.outWidth > 0, kMisfit);
  require(s.channels > 0 && s.filters > 0 && s.channels % kLanes == 0 && s.filters % kLanes == 0, kMisfit);
  return s;
}

void requireKernel(const Shape& images, const Shape& kernel, int64_t channelAxis) {
  require(images.size() == 4 && kernel.size() == 4 && kernel[0] == 3 && kernel[1] == 3 && images[3] == kernel[channelAxis], kMisfit);
}

/** x, kernel, bias -> y. A bias without numbers is none. */
void computeForward(const Options& options, Run& run) {
  const Shape in = run.shape(0), kernel = run.shape(1);
  const int64_t biasSize = sizeOf(run.shape(2));
  requireKernel(in, kernel, 2);
  require(biasSize == 0 || biasSize == kernel[3], kMisfit);
  const Sizes sizes = sizesOf(in, kernel[3], options.before);
  Buffer kernels(kPlaces * kernel[2] * kernel[3]);
  transformKernels(run.floats(1), kernel[2], kernel[3], false, kernels.at(0));
  const float* images = run.floats(0);
  const float* bias = biasSize > 0 ? run.floats(2) : nullptr;
  float* out = run.output(0, {in[0], sizes.outHeight, sizes.outWidth, kernel[3]});
  convolve(sizes, images, kernels.at(0), bias, options.relu, out);
}

/** dy, kernel -> dx: a convolution of dy with the turned kernel. */
void computeInputGradient(const int64_t& before, Run& run) {
  const Shape dy = run.shape(0), kernel = run.shape(1);
  requireKernel(dy, kernel, 3);
  const Sizes sizes = sizesOf(dy, kernel[2], 2 - before);
  Buffer kernels(kPlaces * kernel[2] * kernel[3]);
  transformKernels(run.floats(1), kernel[3], kernel[2], true, kernels.at(0));
  const float* gradient = run.floats(0);
  float* out = run.output(0, {dy[0], sizes.outHeight, sizes.outWidth, kernel[2]});
  convolve(sizes, gradient, kernels.at(0), nullptr, false, out);
}

/** x, dy -> the kernel's gradient. */
void computeKernelGradient(const int64_t& before, Run& run) {
  const Shape in = run.shape(0), dy = run.shape(1);
  require(in.size() == 4 && dy.size() == 4, kMisfit);
  const int64_t channels = in[3], filters = dy[3];
  const Sizes sizes = sizesOf(in, filters, before);
  require(dy[0] == in[0] && dy[1] == sizes.outHeight && dy[2] == sizes.outWidth, kMisfit);
  const float *images = run.floats(0), *gradient = run.floats(1);
  Buffer sums(kPlaces * channels * filters);
  sumInParts(kPlaces * channels * filters, [&](int64_t part, float* to) { sumProducts(sizes, part, images, gradient, to); }, sums.at(0));
  float* out = run.output(0, {3, 3, channels, filters});
  for (int64_t index = 0; index < channels * filters; index += kLanes) {
    transformSquare<4, 3, transformKernelGradient>([&](int place) { return load(sums.at(place * channels * filters + index)); },
                                                   [&](int tap, Vector value) { store(out + tap * channels * filters + index, value); });
  }
  requireFinite(out, 9 * channels * filters);
}

bool registerConvolution() {
  return registerOp<Options, readOptions, computeForward>("CreaturesConv2D", {"x: float", "kernel: float", "bias: float"}, {"y: float"},
                                                          {"before: int", "relu: int"}) &&
         registerOp<int64_t, readBefore, computeInputGradient>("CreaturesConv2DInputGradient", {"dy: float", "kernel: float"}, {"dx: float"},
                                                               {"before: int"}) &&
         registerOp<int64_t, readBefore, computeKernelGradient>("CreaturesConv2DKernelGradient", {"x: float", "dy: float"}, {"gradient: float"},
                                                                {"before: int"});
}

}  // namespace
}  // namespace creatures
