#include "connector/contract/markup.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace crosswalk {

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

namespace {

// Lines of at most `width` characters, broken between words.
std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    std::vector<std::string> out(1);
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        if (!out.back().empty() && characters(out.back()) + 1 + characters(word) > width) out.emplace_back();
        out.back() += (out.back().empty() ? "" : " ") + std::string(word);
    }
    return out;
}

// How wide each column is: as its words, and the last ones share what is left of a line.
std::vector<std::size_t> widths_of(const TableRows& rows) {
    std::vector<std::size_t> out(rows.front().size());
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) out[i] = std::max(out[i], characters(row[i]));
    const std::size_t share = (kPageColumns - 2 * out.size()) / out.size();
    std::size_t left = kPageColumns - 2 * out.size(), wide = 0;
    for (const std::size_t width : out)
        if (width <= share)
            left -= width;
        else
            ++wide;
    for (std::size_t& width : out)
        if (width > share) width = left / wide;
    return out;
}

std::string padded(const std::string& text, std::size_t width) {
    return text + std::string(width - std::min(width, characters(text)), ' ');
}

constexpr std::string_view kStyle =
    "body{font:16px/1.5 sans-serif;max-width:50em;margin:2em auto;padding:0 1em;color:#111}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #999;padding:.3em .5em;text-align:left;"
    "vertical-align:top}.sign{margin-top:4em;border-top:1px solid #111}footer{margin-top:3em;color:#555}";

}  // namespace

std::string underlined(std::string_view title, char mark) {
    return std::string(title) + "\n" + std::string(characters(title), mark) + "\n";
}

std::string text_paragraph(std::string_view text) {
    std::string out;
    for (const std::string& line : wrapped(text, kPageColumns)) out += line + "\n";
    return out;
}

std::string html_document(
    std::string_view language, std::string_view title, std::string_view body, const HtmlHead& head
) {
    std::string out = "<!doctype html>\n<html lang=\"" + html_escaped(language) +
                      "\">\n<head>\n<meta charset=\"utf-8\">\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" +
                      std::string(head.more) + "<title>" + html_escaped(title) + "</title>\n<style>" +
                      std::string(head.style.empty() ? kStyle : head.style) +
                      "</style>\n</head>\n<body>\n<h1>" + html_escaped(title) + "</h1>\n";
    return (out += body) + "</body>\n</html>\n";
}

std::string text_table(const TableRows& rows) {
    if (rows.empty()) return {};
    const auto widths = widths_of(rows);
    std::string out;
    for (const auto& row : rows) {
        std::vector<std::vector<std::string>> cells;
        std::size_t height = 0;
        for (std::size_t i = 0; i < row.size(); ++i) {
            cells.push_back(wrapped(row[i], widths[i]));
            height = std::max(height, cells.back().size());
        }
        for (std::size_t line = 0; line < height; ++line) {
            std::string text;
            for (std::size_t i = 0; i < cells.size(); ++i)
                text += padded(line < cells[i].size() ? cells[i][line] : "", widths[i]) + "  ";
            out += text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
        }
    }
    return out;
}

std::string html_escaped(std::string_view text) {
    constexpr std::pair<char, std::string_view> kEntities[] = {
        {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
    std::string out;
    for (const char c : text) {
        const auto entity = std::ranges::find(kEntities, c, [](const auto& one) { return one.first; });
        if (entity == std::end(kEntities))
            out += c;
        else
            out += entity->second;
    }
    return out;
}

std::string html_table(const TableRows& rows) {
    if (rows.empty()) return {};
    std::string out = "<table>\n";
    for (const auto& row : rows) {
        const std::string cell = &row == &rows.front() ? "th" : "td";
        out += "<tr>";
        for (const std::string& text : row) out += "<" + cell + ">" + html_escaped(text) + "</" + cell + ">";
        out += "</tr>\n";
    }
    return out + "</table>\n";
}

}  // namespace crosswalk
