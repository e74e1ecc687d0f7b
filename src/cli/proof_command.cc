#include "cli/proof_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <fstream>
#include <memory>
#include <vector>

#include "activities/activity_table.h"
#include "base/crypto.h"
#include "cli/runtime.h"
#include "cli/vault_command.h"
#include "journal/export.h"
#include "journal/merkle.h"
#include "journal/receipts.h"
#include "journal/verify_checkpoints.h"
#include "journal/verify_export.h"
#include "matters/digests.h"
#include "registry/digests.h"

namespace massline::cli {
namespace {

namespace fs = std::filesystem;

struct ProofOptions {
  DataOptions data;
  fs::path to;
  std::int64_t region = 0;
  bool hashes_only = false;
  fs::path journal, receipt, proof;
  std::vector<fs::path> checkpoints;
  std::string key;
};

// ---- the database

int not_holding(const journal::Break& broken) {
  fmt::print("The journal does NOT hold. First place: region {}, entry {}: {}\n", to_string(broken.region), broken.seq,
             broken.what);
  return 1;
}

}  // namespace

int verify_database(const DataOptions& options) {
  Runtime runtime(options);
  Context& ctx = runtime.context();
  const auto report = ctx.store.read([](db::Reader& in) {
    return journal::verify(in, [](db::Reader& reader, RegionId region, const std::string& kind, std::int64_t id) {
      auto digest = matters::digest_as_last_taken(reader, region, kind, id);
      if (!digest) digest = activities::digest_of(reader, region, kind, id);
      return digest ? digest : registry::digest_of(reader, region, kind, id);
    });
  });
  if (report.broken) return not_holding(*report.broken);
  const auto signed_ones =
      ctx.store.read([&](db::Reader& in) { return journal::verify_checkpoints(in, ctx.rulebook.id); });
  if (signed_ones.broken) return not_holding(*signed_ones.broken);
  fmt::print(
      "The journal holds: {} entries in {} region(s), {} rows as their last act left them, {} signed checkpoints.\n",
      report.entries, report.regions, report.subjects, signed_ones.checkpoints);
  return 0;
}

namespace {

int run_export(const ProofOptions& options) {
  Runtime runtime(options.data);
  Context& ctx = runtime.context();
  std::ofstream out(options.to, std::ios::binary | std::ios::trunc);
  if (!out) throw UserError(fmt::format("{}: can't be written.", options.to.string()));
  std::uint64_t lines = 0;
  ctx.store.read([&](db::Reader& in) {
    const journal::ExportOptions what{
        ctx.rulebook.id, options.hashes_only ? journal::ExportContent::hashes : journal::ExportContent::entries,
        RegionId{options.region}};
    journal::export_journal(in, what, [&](std::string_view line) {
      out << line;
      ++lines;
    });
  });
  out.close();
  if (!out) throw UserError(fmt::format("{}: could not be written to its end.", options.to.string()));
  fmt::print("{} lines written to {}.\n", lines, options.to.string());
  return 0;
}

// ---- files

/// What does not hold, told to whoever asked.
class Doubt : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

journal::Statement read_checkpoint(const fs::path& path) {
  auto statement = journal::read_statement(read_file(path));
  if (!statement || !journal::facts_of(*statement))
    throw Doubt(fmt::format("{}: is no checkpoint of a journal.", path.string()));
  if (!journal::is_genuine(*statement)) throw Doubt(fmt::format("{}: the signature is not right.", path.string()));
  return std::move(*statement);
}

void trust(const std::string& trusted, const std::string& key, const fs::path& path) {
  if (!trusted.empty() && trusted != key)
    throw Doubt(fmt::format("{}: is signed with another key than the one that you trust.", path.string()));
}

std::int64_t number_in_field(const journal::Statement& statement, std::string_view name) {
  const std::string_view text = statement.field(name);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// What stands above the empty line of a receipt, handed over alone: that something was raised, and not what.
std::optional<journal::Receipt> receipt_without_words(std::string_view text) {
  auto statement = journal::read_statement(text);
  if (!statement || statement->kind != "receipt") return std::nullopt;
  for (const std::string& line : journal::lines_after_statement(text))
    if (!line.empty()) return std::nullopt;
  journal::Receipt receipt{std::move(*statement), "", {}, {}};
  receipt.entry.region = RegionId{number_in_field(receipt.statement, "region")};
  receipt.entry.seq = number_in_field(receipt.statement, "position");
  receipt.entry.hash = from_hex(receipt.statement.field("entry")).value_or("");
  return receipt;
}

journal::Receipt check_receipt_without_words(const ProofOptions& options, const std::string& trusted,
                                             journal::Receipt receipt) {
  if (!journal::is_genuine(receipt.statement))
    throw Doubt(fmt::format("{}: The signature is not right.", options.receipt.string()));
  if (options.journal.empty()) trust(trusted, receipt.statement.public_key, options.receipt);
  fmt::print("The receipt holds: {} was received at {}, as entry {} of region {}; what was said is not in this file.\n",
             receipt.statement.field("code"), receipt.statement.field("time"), receipt.entry.seq,
             to_string(receipt.entry.region));
  return receipt;
}

journal::Receipt check_receipt(const ProofOptions& options, const std::string& trusted) {
  const std::string text = read_file(options.receipt);
  if (auto bare = receipt_without_words(text)) return check_receipt_without_words(options, trusted, std::move(*bare));
  auto receipt = journal::read_receipt(text);
  if (!receipt) throw Doubt(fmt::format("{}: is no receipt.", options.receipt.string()));
  if (const std::string problem = journal::problem_of(*receipt); !problem.empty())
    throw Doubt(fmt::format("{}: {}", options.receipt.string(), problem));
  // A journal says itself which keys came after each other.
  if (options.journal.empty()) trust(trusted, receipt->statement.public_key, options.receipt);
  fmt::print(
      "The receipt holds: {} was received at {}, as entry {} of region {}; what the file says was said is what was "
      "signed.\n",
      receipt->statement.field("code"), receipt->statement.field("time"), receipt->statement.field("position"),
      receipt->statement.field("region"));
  return std::move(*receipt);
}

void check_journal(const ProofOptions& options, const std::string& trusted,
                   const std::vector<journal::Statement>& checkpoints, const std::optional<journal::Receipt>& receipt) {
  std::ifstream in(options.journal, std::ios::binary);
  if (!in) throw UserError(fmt::format("{}: can't be read.", options.journal.string()));
  journal::ExportQuestion question{checkpoints, trusted, {}, 0};
  if (receipt) {
    question.region = receipt->entry.region;
    question.seq = receipt->entry.seq;
  }
  const auto report = journal::verify_export(in, question);
  if (report.broken)
    throw Doubt(fmt::format("{}: the journal does NOT hold. First place: line {}, region {}, entry {}: {}",
                            options.journal.string(), report.broken->line, to_string(report.broken->region),
                            report.broken->seq, report.broken->what));
  fmt::print("The journal holds: {} entries in {} region(s), {} signed checkpoints.\n", report.entries, report.regions,
             report.checkpoints + checkpoints.size());
  if (receipt) {
    if (report.hash_found != receipt->entry.hash)
      throw Doubt(fmt::format("The entry of the receipt is NOT in this journal: at position {} of region {} stands {}.",
                              receipt->entry.seq, to_string(receipt->entry.region),
                              report.hash_found ? "another one" : "nothing"));
    if (receipt->statement.field("organisation") != report.organisation)
      throw Doubt("The receipt is of another organisation than the journal.");
    if (!report.keys.empty() &&
        std::find(report.keys.begin(), report.keys.end(), receipt->statement.public_key) == report.keys.end())
      throw Doubt("The receipt is signed with a key that is not among those of the journal.");
    fmt::print("The receipt's entry stands in it.\n");
  }
  for (const std::string& key : report.keys) fmt::print("Signing key: {}\n", to_hex(key));
}

void check_inclusion(const journal::Proof& proof, const journal::Receipt& receipt,
                     const journal::Statement& checkpoint) {
  const auto facts = journal::facts_of(checkpoint);
  const bool same =
      facts->region == receipt.entry.region && facts->size == proof.size && proof.position == receipt.entry.seq;
  if (!same ||
      !journal::includes(facts->root, static_cast<std::uint64_t>(facts->size), journal::leaf_hash(receipt.entry.hash),
                         static_cast<std::uint64_t>(receipt.entry.seq) - 1, proof.path))
    throw Doubt("The proof does NOT show that the receipt's entry stands in the journal of that checkpoint.");
  fmt::print("The receipt's entry stands in the journal that this checkpoint was signed over.\n");
}

void check_consistency(const journal::Proof& proof, const std::vector<journal::Statement>& checkpoints) {
  auto earlier = journal::facts_of(checkpoints[0]), later = journal::facts_of(checkpoints[1]);
  if (earlier->size > later->size) std::swap(earlier, later);
  const bool same = earlier->region == later->region && earlier->size == proof.first && later->size == proof.size;
  if (!same || !journal::is_continued(earlier->root, static_cast<std::uint64_t>(earlier->size), later->root,
                                      static_cast<std::uint64_t>(later->size), proof.path))
    throw Doubt("The proof does NOT show that the later checkpoint continues the earlier one.");
  fmt::print("The later checkpoint continues the earlier one: of its first {} entries none was changed.\n",
             earlier->size);
}

void check_proof(const ProofOptions& options, const std::vector<journal::Statement>& checkpoints,
                 const std::optional<journal::Receipt>& receipt) {
  const auto proof = journal::read_proof(read_file(options.proof));
  if (!proof) throw Doubt(fmt::format("{}: is no proof.", options.proof.string()));
  const bool is_inclusion = proof->kind == "inclusion";
  if (is_inclusion && (!receipt || checkpoints.size() != 1))
    throw UserError("A proof of inclusion goes with --receipt and one --checkpoint.");
  if (!is_inclusion && checkpoints.size() != 2) throw UserError("A proof of consistency goes with two --checkpoint.");
  if (is_inclusion)
    check_inclusion(*proof, *receipt, checkpoints[0]);
  else
    check_consistency(*proof, checkpoints);
}

int verify_files(const ProofOptions& options) {
  std::string trusted;
  if (!options.key.empty()) {
    trusted = from_hex(options.key).value_or("");
    if (trusted.size() != 32)
      throw UserError("--key takes a public key: 64 hexadecimal digits, as /transparency shows them.");
  }
  std::vector<journal::Statement> checkpoints;
  std::optional<journal::Receipt> receipt;
  if (!options.receipt.empty()) receipt = check_receipt(options, trusted);
  for (const auto& path : options.checkpoints) {
    checkpoints.push_back(read_checkpoint(path));
    if (options.journal.empty()) trust(trusted, checkpoints.back().public_key, path);
    fmt::print("{}: the signature holds: {} entries of region {} at {}.\n", path.string(),
               checkpoints.back().field("size"), checkpoints.back().field("region"), checkpoints.back().field("time"));
  }
  if (!options.journal.empty()) check_journal(options, trusted, checkpoints, receipt);
  if (!options.proof.empty()) check_proof(options, checkpoints, receipt);
  if (trusted.empty())
    fmt::print(
        "No key was given to trust: compare the keys with those that were published elsewhere, or give one with "
        "--key.\n");
  return 0;
}

int run_verify(const ProofOptions& options) {
  const bool of_files = !options.journal.empty() || !options.receipt.empty() || !options.checkpoints.empty();
  if (!of_files && !options.proof.empty()) throw UserError("A proof goes with --receipt or --checkpoint.");
  if (!of_files) return verify_database(options.data);
  try {
    return verify_files(options);
  } catch (const Doubt& doubt) {
    fmt::print("{}\n", doubt.what());
    return 1;
  }
}

}  // namespace

void add_proof_commands(CLI::App& app, std::function<void(int)> done) {
  const auto options = std::make_shared<ProofOptions>();
  CLI::App* exporting = app.add_subcommand("export", "Write what others can check");
  exporting->require_subcommand(1);
  CLI::App* journal =
      exporting->add_subcommand("journal", "The journal with its checkpoints and public keys, for massline verify");
  add_data_options(*journal, options->data);
  journal->add_option("--to", options->to, "The file, which is replaced")->required();
  journal->add_option("--region", options->region, "One region only: its number");
  journal->add_flag("--hashes-only", options->hashes_only,
                    "The hash of each entry alone: nothing of who did what and when");
  journal->callback([options, done] { done(run_export(*options)); });

  CLI::App* verify =
      app.add_subcommand("verify", "Name the first place of a journal that does not hold; of a database, or of files");
  add_data_options(*verify, options->data);
  verify->add_option("--journal", options->journal, "An exported journal, in place of the database");
  verify->add_option("--receipt", options->receipt,
                     "A receipt: is it genuine, and does its entry stand in the journal?");
  verify->add_option("--checkpoint", options->checkpoints,
                     "A checkpoint that the journal must agree with; may be given again");
  verify->add_option("--proof", options->proof, "A proof as /transparency gives it");
  verify->add_option("--key", options->key, "The public key that you trust: 64 hexadecimal digits");
  verify->callback([options, done] { done(run_verify(*options)); });
}

}  // namespace massline::cli
