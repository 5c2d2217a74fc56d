// However the bytes of a request are cut into packets, and however they are bent, the reader comes to one
// conclusion.
#include "webhooks/server/request_reader.h"

#include <gtest/gtest.h>

#include <random>

namespace crosswalk {
namespace {

struct Conclusion {
    int refused = 0;  // status
    bool whole = false;
    std::string request{};
    std::size_t used = 0;

    bool operator==(const Conclusion&) const = default;
};
void PrintTo(const Conclusion& one, std::ostream* out) {
    *out << one.refused << ' ' << one.whole << ' ' << one.used << ' ' << one.request;
}

ServerLimits small_limits() {
    ServerLimits limits;
    limits.header_bytes = 512;
    limits.body_bytes = 256;
    return limits;
}

// `next` says how many bytes the next packet brings.
Conclusion read(const std::string& bytes, const std::function<std::size_t()>& next) {
    static const ServerLimits kLimits = small_limits();
    RequestReader reader(kLimits);
    Conclusion out;
    std::size_t shown = 0;
    using State = RequestReader::State;
    while (shown < bytes.size() && (reader.state() == State::head || reader.state() == State::body)) {
        shown = std::min(shown + next(), bytes.size());
        out.used += reader.take(std::string_view(bytes).substr(out.used, shown - out.used));
    }
    if (reader.state() == State::refused) return {.refused = reader.refusal().status};
    out.whole = reader.state() == State::done;
    if (!out.whole) return {};
    out.request = reader.request().method + ' ' + reader.request().target;
    for (const auto& [name, value] : reader.request().headers) out.request += '|' + name + '=' + value;
    out.request += '|' + reader.request().body;
    return out;
}

const std::vector<std::string> kSeeds = {
    "GET /hooks/ac?x=1 HTTP/1.1\r\nHost: a.example.com:80\r\nAccept: */*\r\n\r\n",
    "POST /hooks/ac HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\nX-A:\tb \r\n\r\nhello world",
    "POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n6\r\n "
    "world\r\n0\r\nT: t\r\n\r\n",
    "\r\nPUT /old HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\nExpect: 100-continue\r\nContent-Length: "
    "1\r\n\r\nx",
    "POST /two HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nabGET /next HTTP/1.1\r\nHost: x\r\n\r\n",
};
const std::vector<std::string> kBits = {
    "\r\n",
    "\n",
    "\r",
    " ",
    "\t",
    ":",
    "0",
    "-1",
    "ff",
    std::string(1, '\0'),
    "\x80",
    ";",
    ",",
    "\r\n\r\n",
    "Host: y\r\n",
    "Content-Length: 3\r\n",
    "Transfer-Encoding: chunked\r\n",
    "chunked",
    "HTTP/1.1",
    "%00",
    "0\r\n\r\n"};

std::string bent(std::string bytes, std::mt19937_64& chance) {
    const std::size_t times = chance() % 4;
    for (std::size_t i = 0; i < times && !bytes.empty(); ++i) {
        const std::size_t at = chance() % bytes.size();
        switch (chance() % 5) {
            case 0:
                bytes[at] = static_cast<char>(chance());
                break;
            case 1:
                bytes.erase(at, 1 + chance() % 4);
                break;
            case 2:
                bytes.insert(at, kBits[chance() % kBits.size()]);
                break;
            case 3:
                bytes.insert(at, bytes.substr(at, chance() % 40));
                break;
            default:
                bytes.insert(at, std::string(chance() % 600, static_cast<char>(chance())));
                break;
        }
    }
    return bytes;
}

TEST(RequestReader, ComesToOneConclusionHoweverThePacketsAreCut) {
    int whole = 0, refused = 0;
    for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
        std::mt19937_64 chance(seed);
        const std::string bytes = bent(kSeeds[seed % kSeeds.size()], chance);
        const Conclusion at_once = read(bytes, [&] { return bytes.size(); });
        ASSERT_EQ(read(bytes, [] { return 1U; }), at_once) << "seed " << seed;
        ASSERT_EQ(read(bytes, [&] { return 1 + chance() % 20; }), at_once) << "seed " << seed;
        whole += at_once.whole ? 1 : 0;
        refused += at_once.refused != 0 ? 1 : 0;
    }
    EXPECT_GT(whole, 2'000);
    EXPECT_GT(refused, 2'000);
}

TEST(RequestReader, LeavesTheNextRequestAlone) {
    const std::string& two = kSeeds.back();
    const Conclusion first = read(two, [&] { return two.size(); });
    EXPECT_TRUE(first.whole);
    EXPECT_TRUE(two.substr(first.used).starts_with("GET /next"));
}

}  // namespace
}  // namespace crosswalk
