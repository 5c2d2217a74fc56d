// connector/lead/ledger.h - the words in which every item is accounted for (design promise 2).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace crosswalk {

enum class Book { deliveries, changes, writes, notices };
std::string_view to_string(Book);

namespace books {
// deliveries = decoded + duplicate + undecodable + waiting
// changes    = applied + duplicate + echo + superseded + irrelevant + parked + waiting
// writes     = applied + merged + withdrawn + parked + in_flight + waiting
// notices    = sent + delivered + failed + withdrawn + waiting
inline constexpr std::string_view kDecoded = "decoded", kDuplicate = "duplicate",
                                  kUndecodable = "undecodable", kWaiting = "waiting", kApplied = "applied",
                                  kEcho = "echo", kSuperseded = "superseded", kIrrelevant = "irrelevant",
                                  kParked = "parked", kMerged = "merged", kWithdrawn = "withdrawn",
                                  kInFlight = "in_flight", kSent = "sent",
                                  kDelivered = "delivered", kFailed = "failed", kTotal = "total";
// A tag, not a word: how many of the items a sweep found that no webhook told. Outside of the sum.
inline constexpr std::string_view kRecovered = "recovered";
}  // namespace books

// Counts by word, `total` among them. The book balances when the others add up to it.
using Counts = std::map<std::string, std::int64_t, std::less<>>;
using ConnectionBooks = std::map<Book, Counts>;
using AllBooks = std::map<std::string, ConnectionBooks, std::less<>>;

// Empty when every book balances; else one sentence for each that does not.
std::string imbalance(const AllBooks&);

// Every word present, zero included, so that readers need no special case.
ConnectionBooks empty_books();

}  // namespace crosswalk
