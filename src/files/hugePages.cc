// Memory that is filled faster: laid out by the system in pages of megabytes instead of one page each 4 kilobytes.
#include <node_api.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>

namespace {

/** Takes an ArrayBuffer. Only advice: where the system does not follow it, or knows none, nothing changes. */
napi_value adviseHugePages(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value buffer = nullptr;
  void* data = nullptr;
  size_t length = 0;
  if (napi_get_cb_info(env, info, &count, &buffer, nullptr, nullptr) != napi_ok || count != 1) return nullptr;
  if (napi_get_arraybuffer_info(env, buffer, &data, &length) != napi_ok) return nullptr;
  const uintptr_t page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  const uintptr_t start = reinterpret_cast<uintptr_t>(data);
  // Whole pages of the buffer alone, since the first and the last one may hold other data
  const uintptr_t first = (start + page - 1) / page * page;
  const uintptr_t end = (start + length) / page * page;
#ifdef MADV_HUGEPAGE
  if (first < end) madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
#endif
  return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
  (void)exports;
  napi_value function = nullptr;
  napi_create_function(env, "adviseHugePages", NAPI_AUTO_LENGTH, adviseHugePages, nullptr, &function);
  return function;
}
