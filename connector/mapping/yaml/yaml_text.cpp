#include "connector/mapping/yaml/yaml_text.h"

#include "connector/mapping/model/normalizers.h"

#include <algorithm>

namespace crosswalk::tree {
namespace {

constexpr std::size_t kMostTabs = 20;

bool good_bytes(std::string_view text, const Lines& lines, Notes& notes) {
    if (!forms::is_utf8(text)) {
        std::size_t good = 0;
        for (std::size_t step = 1; good + step <= text.size();) {
            if (forms::is_utf8(text.substr(good, step))) {
                good += step;
                step = 1;
            } else if (++step > 4) {
                break;
            }
        }
        const Place place = lines.of_byte(good);
        notes.error(
            place.line,
            place.column,
            "yaml.encoding",
            "The bytes here are not UTF-8.",
            "Save the file as UTF-8 and look at the letters in this line."
        );
        return false;
    }
    const auto bad = std::ranges::find_if(text, [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f;
    });
    if (bad == text.end()) return true;
    const Place place = lines.of_byte(static_cast<std::size_t>(bad - text.begin()));
    notes.error(
        place.line, place.column, "yaml.control_character", "A control character stands here.", "Delete it."
    );
    return false;
}

// The parser's work grows with the square of what stands in one line, so lines are bounded.
bool good_lines(std::string_view text, const Lines& lines, Notes& notes) {
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        if (end - start > kMaxLine) {
            const Place place = lines.of_byte(start);
            notes.error(
                place.line,
                place.column,
                "yaml.long_line",
                "This line is longer than 4096 bytes.",
                "Write it in several lines."
            );
            return false;
        }
        start = end + 1;
    }
    return true;
}

}  // namespace

Lines::Lines(std::string_view text) : text_(text) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\n') starts_.push_back(i + 1);
}

Place Lines::at(int line, int byte_column) const {
    if (line < 0) return {};
    const auto row = std::min(static_cast<std::size_t>(line), starts_.size() - 1);
    const std::string_view rest = text_.substr(starts_[row]);
    const auto bytes = rest.substr(0, static_cast<std::size_t>(std::max(byte_column, 0)));
    const auto characters = std::ranges::count_if(bytes, [](char c) { return (c & 0xC0) != 0x80; });
    return {static_cast<int>(row) + 1, static_cast<int>(characters) + 1};
}

Place Lines::of_byte(std::size_t offset) const {
    const auto next = std::ranges::upper_bound(starts_, offset);
    const auto row = static_cast<std::size_t>(next - starts_.begin()) - 1;
    return at(static_cast<int>(row), static_cast<int>(offset - starts_[row]));
}

bool is_readable(std::string_view text, const Lines& lines, Notes& notes) {
    return good_bytes(text, lines, notes) && good_lines(text, lines, notes);
}

bool note_tabs(std::string_view text, const Lines& lines, Notes& notes) {
    std::size_t found = 0, start = 0;
    while (start < text.size() && found < kMostTabs) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        const std::string_view line = text.substr(start, end - start);
        const std::size_t first = line.find_first_not_of(" \t\r"), tab = line.find('\t');
        const bool only_comment = first == std::string_view::npos || line[first] == '#';
        if (tab != std::string_view::npos && !only_comment) {
            const Place place = lines.of_byte(start + tab);
            notes.error(place.line, place.column, "yaml.tab", "A tab stands here.", "Use spaces.");
            ++found;
        }
        start = end + 1;
    }
    return found != 0;
}

}  // namespace crosswalk::tree
