#include "oidc/fetch.h"

#include <curl/curl.h>

#include <memory>
#include <string_view>

#include "base/result.h"

namespace massline::oidc {

namespace {

bool is_loopback(std::string_view host) { return host == "127.0.0.1" || host == "localhost" || host == "[::1]"; }

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* into) {
  auto& body = *static_cast<std::string*>(into);
  const std::size_t length = size * count;
  if (body.size() + length > fetch_bytes_max) return 0;
  body.append(bytes, length);
  return length;
}

struct Handle {
  CURL* curl = curl_easy_init();
  Handle() {
    if (curl == nullptr) throw Fault("libcurl gives no handle");
  }
  ~Handle() { curl_easy_cleanup(curl); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  template <class Value>
  void set(CURLoption option, Value value) {
    if (curl_easy_setopt(curl, option, value) != CURLE_OK) throw Fault("libcurl does not know an option");
  }
};

void bound(Handle& handle) {
  handle.set(CURLOPT_NOSIGNAL, 1L);
  handle.set(CURLOPT_PROTOCOLS_STR, "https,http");
  handle.set(CURLOPT_FOLLOWLOCATION, 0L);
  handle.set(CURLOPT_CONNECTTIMEOUT_MS, fetch_connect_ms);
  handle.set(CURLOPT_TIMEOUT_MS, fetch_whole_ms);
  handle.set(CURLOPT_MAXFILESIZE, static_cast<long>(fetch_bytes_max));
  handle.set(CURLOPT_NOPROXY, "127.0.0.1,localhost,::1");
  handle.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
}

}  // namespace

bool may_be_asked(const std::string& url) {
  const std::string_view text = url;
  const bool secure = text.starts_with("https://");
  if (!secure && !text.starts_with("http://")) return false;
  for (const char character : text)
    if (character <= ' ' || character > '~' || character == '\\') return false;
  const std::string_view rest = text.substr(secure ? 8 : 7);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (authority.empty() || authority.find('@') != std::string_view::npos) return false;
  const std::size_t closing = authority.find(']');
  const std::size_t colon = authority.find(':', closing == std::string_view::npos ? 0 : closing);
  return secure || is_loopback(authority.substr(0, colon));
}

Fetched fetch(const Ask& ask) {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw Fault("libcurl does not start");
  if (!may_be_asked(ask.url)) return tl::make_unexpected("the address is not https");
  Handle handle;
  bound(handle);
  Answer answer;
  handle.set(CURLOPT_URL, ask.url.c_str());
  handle.set(CURLOPT_WRITEFUNCTION, &take);
  handle.set(CURLOPT_WRITEDATA, static_cast<void*>(&answer.body));
  if (!ask.ca_file.empty()) handle.set(CURLOPT_CAINFO, ask.ca_file.c_str());
  if (!ask.form.empty()) {
    handle.set(CURLOPT_POSTFIELDSIZE, static_cast<long>(ask.form.size()));
    handle.set(CURLOPT_POSTFIELDS, ask.form.c_str());
  }
  if (!ask.user.empty()) {
    handle.set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    handle.set(CURLOPT_USERNAME, ask.user.c_str());
    handle.set(CURLOPT_PASSWORD, ask.password.c_str());
  }
  if (!ask.bearer.empty()) {
    handle.set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
    handle.set(CURLOPT_XOAUTH2_BEARER, ask.bearer.c_str());
  }
  const std::unique_ptr<curl_slist, void (*)(curl_slist*)> headers(
      curl_slist_append(nullptr, "Accept: application/json"), curl_slist_free_all);
  handle.set(CURLOPT_HTTPHEADER, headers.get());
  const CURLcode outcome = curl_easy_perform(handle.curl);
  if (outcome == CURLE_WRITE_ERROR || outcome == CURLE_FILESIZE_EXCEEDED)
    return tl::make_unexpected("the answer is too large");
  if (outcome != CURLE_OK) return tl::make_unexpected(std::string(curl_easy_strerror(outcome)));
  long status = 0;
  curl_easy_getinfo(handle.curl, CURLINFO_RESPONSE_CODE, &status);
  answer.status = static_cast<int>(status);
  return answer;
}

}  // namespace massline::oidc
