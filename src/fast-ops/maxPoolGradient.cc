// The gradient of max pooling with windows that lie side by side: each pixel is in one window and is written once.
#include <algorithm>
#include <cfloat>

#include "kernel.h"

namespace creatures {
namespace {

/** Heights, widths and the first window's place; a window may reach over the border. */
struct Windows {
  int64_t height, width, channels, outHeight, outWidth, size[2], before[2];
};

/** What is kept of each channel: the share of the gradient that no pixel got yet, and whether some pixel is no number. */
struct Channels {
  std::vector<float> rest;
  std::vector<int32_t> strange;
  explicit Channels(int64_t count) : rest(count), strange(count) {}
};

/** Where a window holds its maximum more than once, the first pixel gets it all, as in TensorFlow. */
FOR_EACH_PROCESSOR
void passOn(int64_t channels, const float* x, const float* y, float* rest, int32_t* strange, float* dx) {
#pragma GCC ivdep
  for (int64_t channel = 0; channel < channels; channel++) {
    const bool isMaximum = x[channel] == y[channel];
    strange[channel] |= !(x[channel] >= -FLT_MAX);
    dx[channel] = isMaximum ? rest[channel] : 0;
    rest[channel] = isMaximum ? 0 : rest[channel];
  }
}

void passOnWindow(const Windows& w, int64_t top, int64_t left, const float* x, const float* y, const float* dy, Channels& channels, float* dx) {
  std::copy(dy, dy + w.channels, channels.rest.data());
  for (int64_t row = std::max<int64_t>(top, 0); row < std::min(top + w.size[0], w.height); row++) {
    for (int64_t column = std::max<int64_t>(left, 0); column < std::min(left + w.size[1], w.width); column++) {
      const int64_t pixel = (row * w.width + column) * w.channels;
      passOn(w.channels, x + pixel, y, channels.rest.data(), channels.strange.data(), dx + pixel);
    }
  }
}

/** Pixels to the right of and below the last window got no share of the output. */
void clearRest(const Windows& w, float* dx) {
  const int64_t rows = std::min(w.height, w.outHeight * w.size[0] - w.before[0]);
  const int64_t columns = std::min(w.width, w.outWidth * w.size[1] - w.before[1]);
  for (int64_t row = 0; row < rows && columns < w.width; row++) {
    std::fill(dx + (row * w.width + columns) * w.channels, dx + (row + 1) * w.width * w.channels, 0.0f);
  }
  std::fill(dx + rows * w.width * w.channels, dx + w.height * w.width * w.channels, 0.0f);
}

/**
 * Throws a Refusal if a pixel is no number or minus infinity: which of a window's pixels then is the largest, only
 * TensorFlow knows.
 */
void passOnImage(const Windows& w, const float* x, const float* y, const float* dy, float* dx) {
  Channels channels(w.channels);
  for (int64_t row = 0; row < w.outHeight; row++) {
    for (int64_t column = 0; column < w.outWidth; column++) {
      const int64_t window = (row * w.outWidth + column) * w.channels;
      passOnWindow(w, row * w.size[0] - w.before[0], column * w.size[1] - w.before[1], x, y + window, dy + window, channels, dx);
    }
  }
  for (int32_t isStrange : channels.strange) require(!isStrange, kNotFinite);
  clearRest(w, dx);
}

Windows readWindows(TF_OpKernelConstruction* construction) {
  Windows windows{};
  windows.size[0] = attribute(construction, "window_height");
  windows.size[1] = attribute(construction, "window_width");
  windows.before[0] = attribute(construction, "before_top");
  windows.before[1] = attribute(construction, "before_left");
  return windows;
}

/** True if windows of a size begin in the picture or at most all but one pixel before it, and none lies behind it. */
bool lieSideBySide(int64_t count, int64_t size, int64_t before, int64_t length) {
  return count > 0 && size > 0 && before >= 0 && before < size && (count - 1) * size - before < length;
}

void compute(const Windows& fixed, Run& run) {
  const Shape in = run.shape(0), out = run.shape(1);
  require(in.size() == 4 && out.size() == 4 && run.shape(2) == out && in[0] == out[0] && in[3] == out[3],
          "The gradient of max pooling takes an input and two outputs of four dimensions");
  Windows windows = fixed;
  windows.height = in[1], windows.width = in[2], windows.channels = in[3], windows.outHeight = out[1], windows.outWidth = out[2];
  require(lieSideBySide(out[1], windows.size[0], windows.before[0], in[1]) && lieSideBySide(out[2], windows.size[1], windows.before[1], in[2]),
          "The windows do not lie side by side");
  const float *x = run.floats(0), *y = run.floats(1), *dy = run.floats(2);
  float* dx = run.output(0, in);
  const int64_t inSize = in[1] * in[2] * in[3], outSize = out[1] * out[2] * out[3];
  parallelFor(in[0], 1, [&](int64_t begin, int64_t end) {
    for (int64_t image = begin; image < end; image++) {
      passOnImage(windows, x + image * inSize, y + image * outSize, dy + image * outSize, dx + image * inSize);
    }
  });
}

const bool registered = registerOp<Windows, readWindows, compute>(
    "CreaturesMaxPoolGradient", {"x: float", "y: float", "dy: float"}, {"dx: float"},
    {"window_height: int", "window_width: int", "before_top: int", "before_left: int"});

}  // namespace
}  // namespace creatures
