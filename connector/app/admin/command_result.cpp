#include "connector/app/admin/command_result.h"

#include "connector/contract/text.h"

#include <algorithm>

namespace crosswalk {
namespace {

std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

}  // namespace

std::string told(const Fault& fault) {
    std::string line = fault.code + ": " + fault.what;
    if (!fault.remedy.empty()) line += " " + fault.remedy;
    return printable(line);
}

CommandAnswer answer_of(const Fault& fault, int exit) {
    return {.exit = exit, .data = {{"error", json_of(fault)}}, .complaint = told(fault) + "\n"};
}

boost::json::value json_of(const Fault& fault) {
    return {{"code", fault.code}, {"what", fault.what}, {"remedy", fault.remedy}};
}

boost::json::value json_of(const std::optional<Millis>& time) {
    return time ? boost::json::value(iso_text(*time)) : boost::json::value(nullptr);
}

boost::json::value json_of(const std::optional<std::string>& text) {
    return text ? boost::json::value(*text) : boost::json::value(nullptr);
}

boost::json::array json_of(const std::vector<std::string>& texts) {
    return boost::json::array(texts.begin(), texts.end());
}

std::string table(const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (i == widths.size()) widths.push_back(0);
            widths[i] = std::max(widths[i], width(printable(row[i])));
        }
    std::string out;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string cell = printable(row[i]);
            line += cell + std::string(widths[i] - width(cell) + 2, ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    }
    return out;
}

std::string short_time(const std::optional<Millis>& time) {
    if (!time) return "never";
    std::string text = iso_text(*time);
    return text.substr(0, 10) + " " + text.substr(11, 8) + "Z";
}

std::optional<Millis> dated(Millis at) {
    return at == Millis{} ? std::optional<Millis>() : std::optional(at);
}

std::string or_blank(const std::optional<std::string>& value) { return value ? *value : "(blank)"; }

}  // namespace crosswalk
