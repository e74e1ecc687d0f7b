// XML events from a part of a workbook. No document type, so no entities; depth and size of one text are bounded.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace massline::channels {

/// Attributes of one element. Names are compared without their prefix: "r:id" is "id".
class XmlAttributes {
 public:
  explicit XmlAttributes(const char** pairs) : pairs_(pairs) {}
  /// Null if there is none.
  const char* get(std::string_view local_name) const;
  std::string get_or(std::string_view local_name, const char* otherwise) const;

 private:
  const char** pairs_;
};

/// What becomes of the events. The functions must not throw.
class XmlHandler {
 public:
  virtual ~XmlHandler() = default;
  /// `name` is without its prefix.
  virtual void start(std::string_view name, const XmlAttributes& attributes) = 0;
  virtual void end(std::string_view name) = 0;
  virtual void text(std::string_view part) = 0;
};

/// Fed piece by piece. Not thread-safe.
class XmlReader {
 public:
  explicit XmlReader(XmlHandler& handler);
  ~XmlReader();
  XmlReader(const XmlReader&) = delete;
  XmlReader& operator=(const XmlReader&) = delete;

  /// False where the text is not well-formed, or holds what is not read; problem() says which.
  bool feed(std::span<const char> piece, bool last);
  const std::string& problem() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace massline::channels
