#include "rulebook/expression_lexer.h"

#include <array>
#include <charconv>

namespace massline::rulebook {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Cutter {
 public:
  explicit Cutter(std::string_view text) : text_(text) {}

  tl::expected<std::vector<Token>, Expression::Error> cut() {
    constexpr std::size_t longest = 2000;
    if (text_.size() > longest)
      return fail("The condition is longer than 2000 characters.", "Split it over several steps or clocks.");
    while (true) {
      skip_space();
      if (at_ == text_.size()) break;
      if (auto error = cut_one()) return tl::unexpected(std::move(*error));
    }
    tokens_.push_back({Token::Kind::end, "", 0, column()});
    return std::move(tokens_);
  }

 private:
  using MaybeError = std::optional<Expression::Error>;

  int column() const {
    int count = 1;
    for (std::size_t i = 0; i < at_; ++i)
      if ((static_cast<unsigned char>(text_[i]) & 0xC0) != 0x80) ++count;
    return count;
  }

  tl::unexpected<Expression::Error> fail(std::string what, std::string hint) const {
    return tl::unexpected(Expression::Error{column(), std::move(what), std::move(hint)});
  }

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }

  MaybeError cut_one() {
    const char c = text_[at_];
    if (is_letter(c)) return cut_name();
    if (is_digit(c)) return cut_number();
    if (c == '\'' || c == '"') return cut_quoted();
    return cut_symbol();
  }

  MaybeError cut_name() {
    const int start_column = column();
    const std::size_t start = at_;
    const auto joins = [&](std::size_t i) {
      return (text_[i] == '-' || text_[i] == '.') && i + 1 < text_.size() &&
             (is_letter(text_[i + 1]) || is_digit(text_[i + 1]));
    };
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]) || joins(at_))) ++at_;
    tokens_.push_back({Token::Kind::name, std::string(text_.substr(start, at_ - start)), 0, start_column});
    return std::nullopt;
  }

  MaybeError cut_number() {
    const int start_column = column();
    const std::size_t start = at_;
    while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) ++at_;
    const std::string_view digits = text_.substr(start, at_ - start);
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size())
      return Expression::Error{start_column, "“" + std::string(digits) + "” is not a number.",
                               "Write it like 5 or 2.5."};
    if (at_ < text_.size() && is_letter(text_[at_]))
      return Expression::Error{start_column, "A number and a word run together.",
                               "Put a space between them: “" + std::string(digits) + " days”."};
    tokens_.push_back({Token::Kind::number, std::string(digits), value, start_column});
    return std::nullopt;
  }

  MaybeError cut_quoted() {
    const int start_column = column();
    const std::size_t end = text_.find(text_[at_], at_ + 1);
    if (end == std::string_view::npos)
      return Expression::Error{start_column, "A quote is opened and not closed.", "Close it."};
    tokens_.push_back({Token::Kind::quoted, std::string(text_.substr(at_ + 1, end - at_ - 1)), 0, start_column});
    at_ = end + 1;
    return std::nullopt;
  }

  MaybeError cut_symbol() {
    static constexpr std::array<std::string_view, 15> symbols{"!=", "<=", ">=", "==", "&&", "||", "=", "<",
                                                              ">",  "(",  ")",  "[",  "]",  ",",  "+"};
    static constexpr std::string_view single = "-*/";
    const int start_column = column();
    std::string_view found;
    for (const auto symbol : symbols)
      if (text_.substr(at_).starts_with(symbol)) {
        found = symbol;
        break;
      }
    if (found.empty() && single.find(text_[at_]) != std::string_view::npos) found = text_.substr(at_, 1);
    if (found == "==") return Expression::Error{start_column, "“==” is not an operator here.", "Write “=”."};
    if (found == "&&") return Expression::Error{start_column, "“&&” is not an operator here.", "Write “and”."};
    if (found == "||") return Expression::Error{start_column, "“||” is not an operator here.", "Write “or”."};
    if (found.empty()) {
      std::size_t length = 1;
      while (at_ + length < text_.size() && (static_cast<unsigned char>(text_[at_ + length]) & 0xC0) == 0x80) ++length;
      return Expression::Error{start_column, "“" + std::string(text_.substr(at_, length)) + "” can't stand here.",
                               "Operators are or, and, not, = != < <= > >=, in, + - * /."};
    }
    tokens_.push_back({Token::Kind::symbol, std::string(found), 0, start_column});
    at_ += found.size();
    return std::nullopt;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

tl::expected<std::vector<Token>, Expression::Error> cut_expression(std::string_view text) { return Cutter(text).cut(); }

}  // namespace massline::rulebook
