// connector/contract/markup.h - what people read: tables for a terminal and for a browser. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crosswalk {

inline constexpr std::size_t kPageColumns = 100;

// Characters, not bytes.
std::size_t characters(std::string_view utf8);
// A line of text and one of `mark` below it.
std::string underlined(std::string_view title, char mark);
// Lines of at most kPageColumns, broken between words.
std::string text_paragraph(std::string_view);

using TableRows = std::vector<std::vector<std::string>>;  // its heads first; all of one length

// Columns beside each other, at most 100 characters wide where words allow it.
std::string text_table(const TableRows&);
// Every cell is escaped.
std::string html_table(const TableRows&);
struct HtmlHead {
    std::string_view style{};  // empty: that of a page to print
    std::string_view more{};   // further elements, as HTML
};
// A whole document that loads nothing; `body` is HTML, the title is not.
std::string html_document(
    std::string_view language, std::string_view title, std::string_view body, const HtmlHead& = {}
);
// & < > and both quotes as entities: fit for HTML and for markup that borrows its escapes.
std::string html_escaped(std::string_view);

}  // namespace crosswalk
