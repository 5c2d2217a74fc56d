#include <cctype>

#include "tests/support/soql.h"
#include "tests/support/wire.h"

namespace crosswalk::doubles {

namespace {

struct Token {
    enum class Kind { word, text, sign, end };
    Kind kind{Kind::end};
    std::string text{};
};

struct Broken {
    std::string why{};
};

std::vector<Token> tokens_of(const std::string& text) {
    std::vector<Token> out;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (std::isspace(static_cast<unsigned char>(c))) {
            ++i;
        } else if (c == '\'') {
            std::string value;
            for (++i; i < text.size() && text[i] != '\''; ++i) {
                if (text[i] == '\\' && i + 1 < text.size()) ++i;
                value += text[i];
            }
            if (i >= text.size()) throw Broken{"line 1:1 mismatched character '<EOF>' expecting '''"};
            ++i;
            out.push_back({Token::Kind::text, value});
        } else if (std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-' || c == '+') {
            std::string word;
            while (i < text.size() && (std::isalnum(static_cast<unsigned char>(text[i])) ||
                                       std::string_view("_.:+-").find(text[i]) != std::string_view::npos)) {
                word += text[i++];
            }
            out.push_back({Token::Kind::word, word});
        } else {
            std::string sign(1, c);
            if (i + 1 < text.size() && (text.substr(i, 2) == "!=" || text.substr(i, 2) == "<=" ||
                                        text.substr(i, 2) == ">=" || text.substr(i, 2) == "<>")) {
                sign = text.substr(i, 2);
            }
            i += sign.size();
            out.push_back({Token::Kind::sign, sign == "<>" ? "!=" : sign});
        }
    }
    out.push_back({});
    return out;
}

class Parser {
public:
    explicit Parser(const std::string& text) : tokens_(tokens_of(text)) {}

    Soql query() {
        Soql out;
        want_word("select");
        if (is_word("count")) {
            next();
            want_sign("(");
            want_sign(")");
        } else {
            do out.fields.push_back(name());
            while (take_sign(","));
        }
        want_word("from");
        out.type = name();
        if (take_word("where")) out.where = conditions();
        if (take_word("order")) order(out);
        if (take_word("limit")) out.limit = number();
        if (take_word("offset")) out.offset = number();
        if (peek().kind != Token::Kind::end) unexpected();
        return out;
    }

private:
    const Token& peek() const { return tokens_[at_]; }
    Token next() { return peek().kind == Token::Kind::end ? tokens_[at_] : tokens_[at_++]; }
    bool is_word(std::string_view word) const {
        return peek().kind == Token::Kind::word && same_text(peek().text, word);
    }
    bool take_word(std::string_view word) { return is_word(word) && (++at_, true); }
    bool take_sign(std::string_view sign) {
        return peek().kind == Token::Kind::sign && peek().text == sign && (++at_, true);
    }
    [[noreturn]] void unexpected() const {
        const std::string shown = peek().kind == Token::Kind::end ? "<EOF>" : peek().text;
        throw Broken{"unexpected token: '" + shown + "'"};
    }
    void want_word(std::string_view word) {
        if (!take_word(word)) unexpected();
    }
    void want_sign(std::string_view sign) {
        if (!take_sign(sign)) unexpected();
    }
    std::string name() {
        if (peek().kind != Token::Kind::word) unexpected();
        return next().text;
    }
    std::size_t number() {
        const std::string text = name();
        if (text.find_first_not_of("0123456789") != std::string::npos) unexpected();
        return std::stoul(text);
    }

    SoqlCondition conditions() {
        SoqlCondition first = condition();
        const std::string joiner = is_word("and") ? "and" : is_word("or") ? "or" : "";
        if (joiner.empty()) return first;
        SoqlCondition out;
        out.kind = joiner == "and" ? SoqlCondition::Kind::all_of : SoqlCondition::Kind::any_of;
        out.parts.push_back(std::move(first));
        while (take_word(joiner)) out.parts.push_back(condition());
        if (is_word("and") || is_word("or")) unexpected();
        return out;
    }

    SoqlCondition condition() {
        if (take_word("not")) {
            SoqlCondition out;
            out.kind = SoqlCondition::Kind::none_of;
            out.parts.push_back(condition());
            return out;
        }
        if (take_sign("(")) {
            SoqlCondition out = conditions();
            want_sign(")");
            return out;
        }
        SoqlCondition out;
        out.field = name();
        if (take_word("in")) {
            out.op = "in";
        } else if (take_word("not")) {
            want_word("in");
            out.op = "notin";
        } else if (take_word("like")) {
            out.op = "like";
        } else if (peek().kind == Token::Kind::sign) {
            out.op = next().text;
        } else {
            unexpected();
        }
        if (out.op == "in" || out.op == "notin") {
            want_sign("(");
            do out.values.push_back(literal());
            while (take_sign(","));
            want_sign(")");
        } else {
            out.values.push_back(literal());
        }
        return out;
    }

    SoqlLiteral literal() {
        const Token token = next();
        if (token.kind == Token::Kind::text) return {SoqlLiteral::Kind::text, token.text};
        if (token.kind != Token::Kind::word) unexpected();
        if (same_text(token.text, "null")) return {SoqlLiteral::Kind::null, ""};
        if (same_text(token.text, "true") || same_text(token.text, "false")) {
            return {SoqlLiteral::Kind::boolean, lower(token.text)};
        }
        if (parse_time(token.text)) return {SoqlLiteral::Kind::moment, token.text};
        if (token.text.find_first_not_of("0123456789.-+eE") == std::string::npos) {
            return {SoqlLiteral::Kind::number, token.text};
        }
        throw Broken{"unexpected token: '" + token.text + "'"};
    }

    void order(Soql& out) {
        want_word("by");
        do {
            SoqlOrder one;
            one.field = name();
            if (take_word("desc"))
                one.descending = true;
            else
                take_word("asc");
            if (take_word("nulls") && !take_word("first")) want_word("last");
            out.order.push_back(std::move(one));
        } while (take_sign(","));
    }

    std::vector<Token> tokens_;
    std::size_t at_{};
};

}  // namespace

std::variant<Soql, SalesforceError> parse_soql(const std::string& text) {
    try {
        return Parser(text).query();
    } catch (const Broken& broken) {
        return SalesforceError{
            "MALFORMED_QUERY", "\n" + text + "\n^\nERROR at Row:1:Column:1\n" + broken.why, {}};
    } catch (const std::exception&) {
        return SalesforceError{"MALFORMED_QUERY", "unexpected token: '" + text + "'", {}};
    }
}

}  // namespace crosswalk::doubles
