#include "connector/lead/lead.h"

#include "connector/lead/ledger.h"
#include "connector/lead/write.h"

#include <array>
#include <cstdio>

namespace crosswalk {
LeadId mint_lead_id(Millis now, std::uint64_t high, std::uint64_t low) {
    const auto ms = static_cast<std::uint64_t>(now.time_since_epoch().count()) & 0xFFFF'FFFF'FFFFULL;
    const std::uint64_t first = (ms << 16) | 0x7000ULL | (high & 0x0FFFULL);
    const std::uint64_t second = 0x8000'0000'0000'0000ULL | (low & 0x3FFF'FFFF'FFFF'FFFFULL);
    std::array<char, 40> text{};
    std::snprintf(
        text.data(),
        text.size(),
        "%08x-%04x-%04x-%04x-%012llx",
        static_cast<unsigned>(first >> 32),
        static_cast<unsigned>((first >> 16) & 0xFFFF),
        static_cast<unsigned>(first & 0xFFFF),
        static_cast<unsigned>(second >> 48),
        static_cast<unsigned long long>(second & 0xFFFF'FFFF'FFFFULL)
    );
    return LeadId{text.data()};
}

const Value& Lead::value(std::string_view field) const {
    static const Value blank{};
    const auto it = values.find(field);
    return it == values.end() ? blank : it->second.value;
}

std::string_view to_string(Urgency urgency) {
    constexpr std::array<std::string_view, 4> kWords = {"consent", "now", "score", "bulk"};
    return kWords.at(static_cast<std::size_t>(static_cast<int>(urgency) - static_cast<int>(Urgency::consent))
    );
}

std::string_view to_string(Step::Cause cause) {
    constexpr std::array<std::string_view, 5> kWords = {"entered", "heard", "rule", "again", "merged"};
    return kWords.at(static_cast<std::size_t>(cause));
}

std::string_view to_string(Parked::What what) {
    constexpr std::array<std::string_view, 6> kWords = {
        "event", "change", "write", "step", "field", "people"};
    return kWords.at(static_cast<std::size_t>(what));
}

std::string_view to_string(Book book) {
    constexpr std::array<std::string_view, 4> kWords = {"deliveries", "changes", "writes", "notices"};
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
        {Book::writes, zeros({kApplied, kMerged, kWithdrawn, kParked, kInFlight, kWaiting})},
        {Book::notices, zeros({kSent, kDelivered, kFailed, kWithdrawn, kWaiting})}};
}

std::string imbalance(const AllBooks& all) {
    std::string out;
    for (const auto& [connection, by_book] : all)
        for (const auto& [book, counts] : by_book) {
            std::int64_t sum = 0, total = 0;
            bool negative = false;
            for (const auto& [name, count] : counts) {
                if (name == books::kRecovered) continue;
                (name == books::kTotal ? total : sum) += count;
                negative = negative || count < 0;
            }
            if (sum == total && !negative) continue;
            out += "The " + std::string(to_string(book)) + " of " + connection +
                   " do not balance: " + std::to_string(sum) + " accounted for of " + std::to_string(total) +
                   ". ";
        }
    return out;
}

std::set<std::string> all_keys(const Lead& lead) {
    std::set<std::string> out;
    for (const auto& [field, key] : lead.keys) out.insert(key);
    for (const auto& [field, keys] : lead.aliases) out.insert(keys.begin(), keys.end());
    return out;
}

}  // namespace crosswalk
