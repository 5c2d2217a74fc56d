#include "connector/lead/lead.h"

#include "connector/lead/books.h"
#include "connector/lead/write.h"

#include <array>
#include <cstdio>

namespace crosswalk {
namespace {

// Reads exactly `digits` digits, or nothing.
std::optional<int> number(std::string_view& text, std::size_t digits) {
    if (text.size() < digits) return std::nullopt;
    int out = 0;
    for (std::size_t i = 0; i < digits; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        out = out * 10 + (text[i] - '0');
    }
    text.remove_prefix(digits);
    return out;
}

bool skip(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

// Milliseconds after ".", any number of digits; nothing when there is no fraction.
std::optional<int> fraction(std::string_view& text) {
    if (!skip(text, ".")) return std::nullopt;
    int millis = 0, digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (digits < 3) millis = millis * 10 + (text.front() - '0');
        ++digits;
        text.remove_prefix(1);
    }
    for (; digits < 3; ++digits) millis *= 10;
    return millis;
}

std::optional<std::chrono::minutes> zone(std::string_view text) {
    if (text == "Z" || text == "z") return std::chrono::minutes{0};
    const int sign = !text.empty() && text.front() == '-' ? -1 : 1;
    if (!skip(text, "+-")) return std::nullopt;
    const auto hours = number(text, 2);
    skip(text, ":");
    const auto minutes = text.empty() ? std::optional<int>{0} : number(text, 2);
    if (!hours || !minutes || !text.empty() || *hours > 18 || *minutes > 59) return std::nullopt;
    return std::chrono::minutes{sign * (*hours * 60 + *minutes)};
}

}  // namespace

LeadId mint_lead_id(Millis now, std::uint64_t high, std::uint64_t low) {
    const auto ms = static_cast<std::uint64_t>(now.time_since_epoch().count()) & 0xFFFF'FFFF'FFFFULL;
    const std::uint64_t first = (ms << 16) | 0x7000ULL | (high & 0x0FFFULL);
    const std::uint64_t second = 0x8000'0000'0000'0000ULL | (low & 0x3FFF'FFFF'FFFF'FFFFULL);
    std::array<char, 40> text{};
    std::snprintf(
        text.data(), text.size(), "%08x-%04x-%04x-%04x-%012llx", static_cast<unsigned>(first >> 32),
        static_cast<unsigned>((first >> 16) & 0xFFFF), static_cast<unsigned>(first & 0xFFFF),
        static_cast<unsigned>(second >> 48), static_cast<unsigned long long>(second & 0xFFFF'FFFF'FFFFULL)
    );
    return LeadId{text.data()};
}

std::string iso_text(Millis at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{at - day};
    std::array<char, 40> text{};
    std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
        static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
        static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count())
    );
    return text.data();
}

std::optional<When> parse_iso(std::string_view text) {
    const auto year = number(text, 4);
    if (!year || !skip(text, "-")) return std::nullopt;
    const auto month = number(text, 2);
    if (!month || !skip(text, "-")) return std::nullopt;
    const auto day = number(text, 2);
    if (!day || !skip(text, "Tt ")) return std::nullopt;
    const auto hour = number(text, 2);
    if (!hour || !skip(text, ":")) return std::nullopt;
    const auto minute = number(text, 2);
    if (!minute || !skip(text, ":")) return std::nullopt;
    const auto second = number(text, 2);
    if (!second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
    const auto millis = fraction(text);
    const auto offset = zone(text);
    const std::chrono::year_month_day date{
        std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
        std::chrono::day{static_cast<unsigned>(*day)}};
    if (!offset || !date.ok()) return std::nullopt;
    const Millis at = std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
                      std::chrono::seconds{*second} + std::chrono::milliseconds{millis.value_or(0)} - *offset;
    return When{at, millis ? Precision::milliseconds : Precision::seconds};
}

const Value& Lead::value(std::string_view field) const {
    static const Value blank{};
    const auto it = values.find(field);
    return it == values.end() ? blank : it->second.value;
}

std::string_view word(Urgency urgency) {
    constexpr std::array<std::string_view, 3> kWords = {"now", "score", "bulk"};
    return kWords.at(static_cast<std::size_t>(urgency));
}

std::string_view word(Parked::What what) {
    constexpr std::array<std::string_view, 3> kWords = {"event", "change", "write"};
    return kWords.at(static_cast<std::size_t>(what));
}

std::string_view word(Book book) {
    constexpr std::array<std::string_view, 3> kWords = {"deliveries", "changes", "writes"};
    return kWords.at(static_cast<std::size_t>(book));
}

ConnectionBooks empty_books() {
    using namespace books;
    const auto zeros = [](std::initializer_list<std::string_view> words) {
        Counts counts{{std::string(kTotal), 0}};
        for (const auto w : words) counts.emplace(w, 0);
        return counts;
    };
    return {
        {Book::deliveries, zeros({kDecoded, kDuplicate, kUndecodable, kWaiting})},
        {Book::changes, zeros({kApplied, kDuplicate, kEcho, kSuperseded, kIrrelevant, kParked, kWaiting})},
        {Book::writes, zeros({kApplied, kMerged, kWithdrawn, kParked, kInFlight, kWaiting})}};
}

std::string imbalance(const AllBooks& all) {
    std::string out;
    for (const auto& [connection, by_book] : all)
        for (const auto& [book, counts] : by_book) {
            std::int64_t sum = 0, total = 0;
            bool negative = false;
            for (const auto& [name, count] : counts) {
                (name == books::kTotal ? total : sum) += count;
                negative = negative || count < 0;
            }
            if (sum == total && !negative) continue;
            out += "The " + std::string(word(book)) + " of " + connection + " do not balance: " +
                   std::to_string(sum) + " accounted for of " + std::to_string(total) + ". ";
        }
    return out;
}

}  // namespace crosswalk
