#include "tests/architecture/tokens.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace crosswalk::architecture {
namespace {

constexpr std::string_view kLongPunctuation[] = {
    "<=>", "...", "->*", "::", "->", "<=", ">=", "==", "!=", "&&", "||",
    "++",  "--",  "+=",  "-=", "*=", "/=", "%=", "&=", "|=", "^="};

bool begins_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }
bool is_space(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0; }
bool is_in_name(char c) { return begins_name(c) || is_digit(c); }

bool is_raw_prefix(std::string_view name) {
    return name == "R" || name == "u8R" || name == "uR" || name == "UR" || name == "LR";
}

class Scanner {
public:
    explicit Scanner(std::string_view source) : rest_(source) {}

    Tokens scan() {
        while (!rest_.empty()) step();
        return std::move(tokens_);
    }

private:
    void step() {
        const char first = rest_.front();
        if (first == '\n') line_begins_ = true;
        if (is_space(first)) return drop(1);
        if (first == '#' && line_begins_) return drop(directive_length());
        if (rest_.starts_with("//")) return drop(std::min(rest_.find('\n'), rest_.size()));
        if (rest_.starts_with("/*")) return drop(past("*/", 2));
        line_begins_ = false;
        if (begins_name(first)) return name();
        if (is_digit(first)) return take(Token::Kind::number, number_length());
        if (first == '"' || first == '\'') return take(Token::Kind::text, quoted_length(first));
        take(Token::Kind::punctuation, punctuation_length());
    }

    void name() {
        const auto end = std::ranges::find_if_not(rest_, is_in_name) - rest_.begin();
        const auto length = static_cast<std::size_t>(end);
        if (is_raw_prefix(rest_.substr(0, length)) && rest_.substr(length).starts_with('"')) {
            const auto open = rest_.find('(', length);
            if (open != std::string_view::npos) {
                const auto mark = ")" + std::string(rest_.substr(length + 1, open - length - 1)) + "\"";
                return take(Token::Kind::text, past(mark, open));
            }
        }
        take(Token::Kind::name, length);
    }

    // A quote between digits separates them.
    std::size_t number_length() const {
        std::size_t end = 1;
        while (end < rest_.size() && (is_in_name(rest_[end]) || rest_[end] == '.' || rest_[end] == '\''))
            ++end;
        return end;
    }

    std::size_t quoted_length(char quote) const {
        std::size_t end = 1;
        while (end < rest_.size() && rest_[end] != quote && rest_[end] != '\n')
            end += rest_[end] == '\\' ? 2 : 1;
        return std::min(end + 1, rest_.size());
    }

    std::size_t punctuation_length() const {
        const auto fits = [&](std::string_view one) { return rest_.starts_with(one); };
        const auto found = std::ranges::find_if(kLongPunctuation, fits);
        return found == std::end(kLongPunctuation) ? 1 : found->size();
    }

    // A backslash at its end continues a directive on the next line.
    std::size_t directive_length() const {
        std::size_t end = rest_.find('\n');
        while (end != std::string_view::npos && end > 0 && rest_[end - 1] == '\\')
            end = rest_.find('\n', end + 1);
        return std::min(end, rest_.size());
    }

    std::size_t past(std::string_view mark, std::size_t from) const {
        const auto found = rest_.find(mark, from);
        return found == std::string_view::npos ? rest_.size() : found + mark.size();
    }

    void take(Token::Kind kind, std::size_t length) {
        tokens_.push_back({kind, rest_.substr(0, length), line_});
        drop(length);
    }

    void drop(std::size_t length) {
        line_ += static_cast<int>(std::ranges::count(rest_.substr(0, length), '\n'));
        rest_.remove_prefix(length);
    }

    std::string_view rest_;
    Tokens tokens_{};
    int line_ = 1;
    bool line_begins_ = true;
};

}  // namespace

Tokens tokens_of(std::string_view source) { return Scanner(source).scan(); }

}  // namespace crosswalk::architecture
