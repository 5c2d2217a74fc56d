#include "tests/architecture/functions.h"

#include "tests/architecture/tokens.h"

#include <algorithm>
#include <array>

namespace crosswalk::architecture {
namespace {

// Followed by parentheses that hold no parameters.
constexpr auto kNoParameters = std::to_array<std::string_view>(
    {"requires", "decltype", "alignas", "explicit", "noexcept", "sizeof", "__attribute__"}
);
constexpr auto kQualifiers = std::to_array<std::string_view>(
    {"const",
     "volatile",
     "noexcept",
     "override",
     "final",
     "mutable",
     "try",
     "requires",
     "constexpr",
     "&",
     "&&"}
);
constexpr auto kBeforeLambda =
    std::to_array<std::string_view>({"return", "co_return", "co_yield", "case", "else"});
constexpr auto kClassKeys = std::to_array<std::string_view>({"struct", "class", "union"});

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& names) {
    return std::ranges::find(names, text) != names.end();
}

class Parser {
public:
    explicit Parser(std::string_view source) : tokens_(tokens_of(source)) {}

    std::vector<Function> parse() {
        declarations(0, tokens_.size());
        for (std::size_t at = 0; at < tokens_.size(); ++at)
            if (is_lambda(at)) lambda(at);
        return std::move(functions_);
    }

private:
    std::string_view text(std::size_t at) const { return at < tokens_.size() ? tokens_[at].text : ""; }
    bool is(std::size_t at, std::string_view what) const { return text(at) == what; }
    bool is_name(std::size_t at) const {
        return at < tokens_.size() && tokens_[at].kind == Token::Kind::name;
    }

    // The place behind the bracket that closes the one at `at`.
    std::size_t past_group(std::size_t at) const {
        int depth = 0;
        for (; at < tokens_.size(); ++at) {
            if (is(at, "(") || is(at, "{") || is(at, "[")) ++depth;
            if ((is(at, ")") || is(at, "}") || is(at, "]")) && --depth == 0) return at + 1;
        }
        return at;
    }

    // The place behind a template's `<...>`; `at` itself where it is a comparison.
    std::size_t past_angles(std::size_t at) const {
        std::size_t here = at;
        for (int depth = 0; here < tokens_.size();) {
            if (is(here, "(") || is(here, "[") || is(here, "{")) {
                here = past_group(here);
                continue;
            }
            if (is(here, ")") || is(here, "]") || is(here, "}") || is(here, ";")) return at;
            if (is(here, "<")) ++depth;
            if (is(here, ">") && --depth == 0) return here + 1;
            ++here;
        }
        return at;
    }

    // The next place on the same level: a bracketed group or a template list is one step.
    std::size_t next(std::size_t at) const {
        if (is(at, "(") || is(at, "{") || is(at, "[")) return past_group(at);
        if (is(at, "<") && at > 0 && is_name(at - 1))
            if (const auto past = past_angles(at); past != at) return past;
        return at + 1;
    }

    std::size_t past_statement(std::size_t at) const {
        while (at < tokens_.size() && !is(at, ";")) at = next(at);
        return at + 1;
    }

    int count_parameters(std::size_t open) const {
        const std::size_t close = past_group(open) - 1;
        if (open + 1 >= close || (open + 2 == close && is(open + 1, "void"))) return 0;
        int count = 1;
        for (std::size_t at = open + 1; at < close; at = next(at))
            if (is(at, ",")) ++count;
        return count;
    }

    // From behind the parameters to the body's `{`, or to what ends a declaration.
    std::size_t past_qualifiers(std::size_t at) const {
        while (is_one_of(text(at), kQualifiers)) {
            const bool takes_condition = is(at, "noexcept") || is(at, "requires");
            ++at;
            if (takes_condition && is(at, "(")) at = past_group(at);
        }
        if (is(at, "->"))
            while (at < tokens_.size() && !is(at, "{") && !is(at, ";") && !is(at, "=") && !is(at, ")") &&
                   !is(at, ","))
                at = is(at, "(") || is(at, "<") ? next(at) : at + 1;
        return is(at, ":") ? past_initializers(at) : at;
    }

    std::size_t past_initializers(std::size_t at) const {
        do {
            ++at;
            while (at < tokens_.size() && !is(at, "(") && !is(at, "{")) at = next(at);
            at = past_group(at);
            if (is(at, "...")) ++at;
        } while (is(at, ","));
        return at;
    }

    void add(Function function, std::size_t body) {
        if (is(body, "{")) {
            const auto end = past_group(body) - 1;
            function.lines = tokens_[std::min(end, tokens_.size() - 1)].line - function.line + 1;
        }
        functions_.push_back(std::move(function));
    }

    // What stands at namespace or class level between `at` and `end`.
    void declarations(std::size_t at, std::size_t end) {
        while (at < end) at = declaration(at, end);
    }

    // Reads one and answers with the place behind it.
    std::size_t declaration(std::size_t at, std::size_t end) {
        while (is(at, "template") && is(at + 1, "<")) at = past_angles(at + 1);
        const std::size_t begin = at;
        if (is(at, "using") || is(at, "typedef") || is(at, "static_assert")) return past_statement(at);
        if (is(at, ";") || is(at, "}")) return at + 1;
        bool scope = false, enumeration = false;
        while (at < end && !is(at, ";")) {
            if (is(at, "=")) return past_statement(at);
            enumeration = enumeration || is(at, "enum");
            scope = scope || is(at, "namespace") || is(at, "extern") || is_one_of(text(at), kClassKeys);
            if (is(at, ":") && at > begin && is_access(at - 1)) return at + 1;
            if (is(at, "operator")) return function(begin, at, past_operator(at));
            if (is(at, "{")) {
                if (scope && !enumeration) declarations(at + 1, past_group(at) - 1);
                at = past_group(at);
                if (scope && !enumeration) return at;
                continue;
            }
            if (is(at, "(") && at > begin && !is_one_of(text(at - 1), kNoParameters))
                return function(begin, at - 1, at);
            at = next(at);
        }
        return at + 1;
    }

    bool is_access(std::size_t at) const {
        return is(at, "public") || is(at, "private") || is(at, "protected");
    }

    // The `(` of an operator's parameters.
    std::size_t past_operator(std::size_t at) const {
        at = is(at + 1, "(") ? at + 3 : at + 1;
        while (at < tokens_.size() && !is(at, "(") && !is(at, ";")) ++at;
        return at;
    }

    std::size_t function(std::size_t begin, std::size_t named, std::size_t open) {
        std::size_t behind = past_group(open);
        if (is(behind, "(")) {  // the first pair holds the name of a pointer to functions
            named = behind - 2;
            open = behind;
            behind = past_group(open);
        }
        const std::size_t body = past_qualifiers(behind);
        const bool ends = is(body, "{") || is(body, ";") || is(body, "=");
        if (!ends) return is(body, ",") ? past_statement(body) : body;  // a macro, or variables
        add({std::string(text(named)), tokens_[begin].line, count_parameters(open)}, body);
        if (!is(body, "{")) return past_statement(body);
        local_classes(body + 1, past_group(body) - 1);
        return past_group(body);
    }

    void local_classes(std::size_t at, std::size_t end) {
        for (; at < end; ++at) {
            if (!is_one_of(text(at), kClassKeys) || is(at - 1, "enum")) continue;
            std::size_t open = at + 1;
            while (open < end && (is_name(open) || is(open, "::") || is(open, ":") || is(open, ","))) ++open;
            if (!is(open, "{")) continue;
            const std::size_t close = past_group(open) - 1;
            declarations(open + 1, close);
            at = close;
        }
    }

    // Not an index, an attribute or a structured binding.
    bool is_lambda(std::size_t at) const {
        if (!is(at, "[") || at == 0 || is(at + 1, "[") || is(at - 1, "[")) return false;
        if (is(at - 1, ")") || is(at - 1, "]") || is(at - 1, ">")) return false;
        if (tokens_[at - 1].kind == Token::Kind::text) return false;
        if (is_name(at - 1)) return is_one_of(text(at - 1), kBeforeLambda);
        return !((is(at - 1, "&") || is(at - 1, "&&")) && is(at - 2, "auto"));
    }

    void lambda(std::size_t begin) {
        std::size_t at = past_group(begin);
        if (is(at, "<")) at = past_angles(at);
        int parameters = 0;
        if (is(at, "(")) {
            parameters = count_parameters(at);
            at = past_group(at);
        }
        at = past_qualifiers(at);
        if (!is(at, "{")) return;
        add({"lambda", tokens_[begin].line, parameters}, at);
        local_classes(at + 1, past_group(at) - 1);
    }

    Tokens tokens_;
    std::vector<Function> functions_{};
};

}  // namespace

std::vector<Function> functions_in(std::string_view source) { return Parser(source).parse(); }

}  // namespace crosswalk::architecture
