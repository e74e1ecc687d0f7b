#include "http/server/static_files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/result.h"

namespace massline::http {
namespace {

namespace fs = std::filesystem;

class StaticFilesTest : public testing::Test {
 protected:
  StaticFilesTest() : base_(fs::temp_directory_path() / ("massline-static-" + std::to_string(getpid()))) {
    fs::remove_all(base_);
    write("dist/index.html", "page");
    write("dist/assets/main-1a2b.js", "script");
    write("dist/assets/main-1a2b.js.gz", "packed");
    write("dist/robots.txt", "robots");
    write("dist-other/secret.txt", "secret");
    write("secret.txt", "secret");
    fs::create_symlink(base_ / "secret.txt", base_ / "dist/link.txt");
    files_ = static_files(base_ / "dist", {"/api", "/open311"});
  }
  ~StaticFilesTest() override { fs::remove_all(base_); }

  void write(const fs::path& name, const std::string& text) {
    fs::create_directories((base_ / name).parent_path());
    std::ofstream(base_ / name) << text;
  }
  Response get(const std::string& path, const std::string& name = "X-None", const std::string& value = "") {
    Request request;
    request.path = path;
    request.headers.add(name, value);
    return files_(request);
  }
  static std::string content(const Response& response) {
    std::ostringstream out;
    if (!response.file.empty()) out << std::ifstream(response.file).rdbuf();
    return out.str();
  }

  fs::path base_;
  Handler files_;
};

TEST_F(StaticFilesTest, ServesFilesAndPages) {
  EXPECT_EQ(content(get("/")), "page");
  EXPECT_EQ(content(get("/follow/my-matter")), "page");
  EXPECT_EQ(content(get("/apiary")), "page");
  EXPECT_EQ(get("/").content_type, "text/html; charset=utf-8");
  EXPECT_EQ(get("/").headers.get("Cache-Control"), "no-cache");
  const auto script = get("/assets/main-1a2b.js");
  EXPECT_EQ(content(script), "script");
  EXPECT_EQ(script.content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(script.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
  for (const char* path : {"/missing.js", "/assets/gone.css", "/api/v1/nothing", "/api", "/open311/v2/x"})
    EXPECT_EQ(get(path).status, 404) << path;
}

TEST_F(StaticFilesTest, SendsPackedFilesToThoseWhoTakeThem) {
  const auto packed = get("/assets/main-1a2b.js", "Accept-Encoding", "br, gzip");
  EXPECT_EQ(content(packed), "packed");
  EXPECT_EQ(packed.headers.get("Content-Encoding"), "gzip");
  EXPECT_EQ(packed.content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(packed.headers.get("Vary"), "Accept-Encoding");
  EXPECT_EQ(content(get("/assets/main-1a2b.js", "Accept-Encoding", "gzip;q=0, br")), "script");
  EXPECT_EQ(content(get("/robots.txt", "Accept-Encoding", "gzip")), "robots");
  std::ofstream(base_ / "dist/assets/main-1a2b.js.br") << "packed smaller";
  const auto smaller = get("/assets/main-1a2b.js", "Accept-Encoding", "gzip, deflate, br;q=0.9");
  EXPECT_EQ(content(smaller), "packed smaller");
  EXPECT_EQ(smaller.headers.get("Content-Encoding"), "br");
  EXPECT_NE(smaller.headers.get("ETag"), packed.headers.get("ETag"));
  EXPECT_EQ(content(get("/assets/main-1a2b.js", "Accept-Encoding", "br;q=0, gzip")), "packed");
  EXPECT_EQ(content(get("/assets/main-1a2b.js", "Accept-Encoding", "brotli")), "script");
}

TEST_F(StaticFilesTest, AnswersNotModified) {
  const std::string tag(get("/robots.txt").headers.get("ETag"));
  const auto answer = get("/robots.txt", "If-None-Match", "\"x\", W/" + tag);
  EXPECT_EQ(answer.status, 304);
  EXPECT_TRUE(answer.file.empty());
  EXPECT_EQ(get("/robots.txt", "If-None-Match", "\"x\"").status, 200);
}

TEST_F(StaticFilesTest, NeverLeavesItsFolder) {
  for (const char* path : {"/../secret.txt", "/assets/../../secret.txt", "//etc/passwd", "/../dist-other/secret.txt",
                           "/link.txt", "/assets"})
    EXPECT_NE(content(get(path)), "secret") << path;
  EXPECT_EQ(get("/link.txt").status, 404);
  EXPECT_EQ(content(get("/assets")), "page");
}

TEST_F(StaticFilesTest, NeedsItsFolder) { EXPECT_THROW(static_files(base_ / "none", {}), Fault); }

}  // namespace
}  // namespace massline::http
