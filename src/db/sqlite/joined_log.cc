#include "db/sqlite/joined_log.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <new>
#include <utility>

#include "db/db.h"

namespace massline::db {

namespace {

// Bytes; SQLite's files take less than 128 KiB in one piece, and refuse more as if the disk were full.
constexpr std::size_t most_joined = 127 * 1024;
// Of SQLite's file format: a log begins with a head of 32 bytes; before each page stand 24, whose second number is not
// zero where the page is the last of a transaction.
constexpr int log_head_bytes = 32;
constexpr int page_head_bytes = 24;

/// What was handed over and is not written yet: `size` bytes that belong at `begin`.
struct Joined {
  std::size_t size = 0;
  sqlite3_int64 begin = 0;
  sqlite3_int64 log_end = 0;  // behind all that was handed over since the log began anew
  bool last_page = false;     // the page that comes next ends a transaction
  char bytes[most_joined];

  sqlite3_int64 end() const { return begin + static_cast<sqlite3_int64>(size); }
};

/// As SQLite has it, in the room that szOsFile asks for; the system's file follows it.
struct LogFile {
  sqlite3_file base;
  sqlite3_file* real;
  Joined* joined;
};

LogFile& log_of(sqlite3_file* file) { return *reinterpret_cast<LogFile*>(file); }

/// What can't be written fails the transaction that it belongs to: nothing of it is tried again.
int write_out(LogFile& log) {
  Joined& joined = *log.joined;
  const auto size = static_cast<int>(std::exchange(joined.size, 0));
  return size == 0 ? SQLITE_OK : log.real->pMethods->xWrite(log.real, joined.bytes, size, joined.begin);
}

bool ends_transaction(const char* page_head) {
  return page_head[4] != 0 || page_head[5] != 0 || page_head[6] != 0 || page_head[7] != 0;
}

int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
  LogFile& log = log_of(file);
  Joined& joined = *log.joined;
  const auto more = static_cast<std::size_t>(size);
  const bool goes_on = joined.size > 0 && at == joined.end() && joined.size + more <= most_joined;
  if (!goes_on)
    if (const int code = write_out(log); code != SQLITE_OK) return code;
  if (at == 0 && size == log_head_bytes) joined.log_end = 0;
  // A head that lies further back is one that is written anew, without its page.
  const bool new_page = size == page_head_bytes && at >= joined.log_end;
  joined.log_end = std::max(joined.log_end, at + size);
  if (!goes_on && !new_page) return log.real->pMethods->xWrite(log.real, from, size, at);
  if (!goes_on) joined.begin = at;
  std::memcpy(joined.bytes + joined.size, from, more);
  joined.size += more;
  if (new_page) {
    joined.last_page = ends_transaction(static_cast<const char*>(from));
    return SQLITE_OK;
  }
  return joined.last_page ? write_out(log) : SQLITE_OK;
}

int read(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
  LogFile& log = log_of(file);
  if (at < log.joined->end() && at + size > log.joined->begin)
    if (const int code = write_out(log); code != SQLITE_OK) return code;
  return log.real->pMethods->xRead(log.real, to, size, at);
}

/// The methods that want all to be written first.
template <auto method, class... Arguments>
int after_writing(sqlite3_file* file, Arguments... arguments) {
  LogFile& log = log_of(file);
  if (const int code = write_out(log); code != SQLITE_OK) return code;
  return (log.real->pMethods->*method)(log.real, arguments...);
}

template <auto method, class... Arguments>
int passed_on(sqlite3_file* file, Arguments... arguments) {
  return (log_of(file).real->pMethods->*method)(log_of(file).real, arguments...);
}

int close(sqlite3_file* file) {
  LogFile& log = log_of(file);
  const int written = write_out(log);
  delete std::exchange(log.joined, nullptr);
  const int closed = log.real->pMethods->xClose(log.real);
  return written != SQLITE_OK ? written : closed;
}

const sqlite3_io_methods* methods() {
  using M = sqlite3_io_methods;
  static const M all = [] {
    M m{};
    m.iVersion = 1;  // memory that is shared, and pages that are mapped, belong to the database's file
    m.xClose = close;
    m.xRead = read;
    m.xWrite = write;
    m.xTruncate = after_writing<&M::xTruncate, sqlite3_int64>;
    m.xSync = after_writing<&M::xSync, int>;
    m.xFileSize = after_writing<&M::xFileSize, sqlite3_int64*>;
    m.xLock = passed_on<&M::xLock, int>;
    m.xUnlock = passed_on<&M::xUnlock, int>;
    m.xCheckReservedLock = passed_on<&M::xCheckReservedLock, int*>;
    m.xFileControl = passed_on<&M::xFileControl, int, void*>;
    m.xSectorSize = passed_on<&M::xSectorSize>;
    m.xDeviceCharacteristics = passed_on<&M::xDeviceCharacteristics>;
    return m;
  }();
  return &all;
}

std::string next_name() {
  static std::atomic<int> number{0};
  return "massline-joined-log-" + std::to_string(++number);
}

}  // namespace

JoinedLog::JoinedLog() : name_(next_name()) {
  sqlite3_vfs* below = sqlite3_vfs_find(nullptr);
  static_cast<sqlite3_vfs&>(file_system_) = *below;
  file_system_.below = below;
  file_system_.zName = name_.c_str();
  file_system_.pNext = nullptr;
  file_system_.szOsFile = static_cast<int>(sizeof(LogFile)) + below->szOsFile;
  file_system_.xOpen = open;
  if (sqlite3_vfs_register(&file_system_, 0) != SQLITE_OK) throw Error("SQLite takes no file system of ours", false);
}

JoinedLog::~JoinedLog() { sqlite3_vfs_unregister(&file_system_); }

int JoinedLog::open(sqlite3_vfs* own, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  sqlite3_vfs* below = static_cast<FileSystem*>(own)->below;
  if ((flags & SQLITE_OPEN_WAL) == 0) return below->xOpen(below, name, file, flags, out_flags);
  LogFile& log = log_of(file);
  log.base.pMethods = nullptr;
  log.real = reinterpret_cast<sqlite3_file*>(&log + 1);
  const int code = below->xOpen(below, name, log.real, flags, out_flags);
  if (code != SQLITE_OK) return code;
  log.joined = new (std::nothrow) Joined;
  if (log.joined == nullptr) {
    log.real->pMethods->xClose(log.real);
    return SQLITE_NOMEM;
  }
  log.base.pMethods = methods();
  return SQLITE_OK;
}

sqlite3_file* JoinedLog::beneath(sqlite3_file* log) { return log->pMethods == methods() ? log_of(log).real : log; }

bool JoinedLog::all_written(sqlite3_file* log) { return log->pMethods != methods() || log_of(log).joined->size == 0; }

}  // namespace massline::db
