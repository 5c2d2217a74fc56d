// Cases 93, 98 and 101 to 107 of the fault list: what must not pass for a request, byte for byte.
#include "tests/faults/edge_server.h"

namespace crosswalk {
namespace {

using testing::EdgeServer;
using testing::RawAnswer;
using testing::RawClient;
using namespace std::string_literals;

struct Case {
    std::string name{}, bytes{};
    int status = 400;
};
void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

// A genuine delivery for "silent", whose head and framing are bent.
std::string posted(const std::string& headers, const std::string& body = "") {
    return "POST /hooks/silent/" + std::string(testing::kPathSecret) + " HTTP/1.1\r\nHost: x\r\n" + headers +
           "\r\n" + body;
}
std::string chunked(const std::string& body) { return posted("Transfer-Encoding: chunked\r\n", body); }

std::vector<Case> lengths() {
    std::vector<Case> out;
    const std::vector<std::pair<std::string, std::string>> values = {
        {"plus", "+5"},
        {"hex", "0x5"},
        {"letters", "5abc"},
        {"empty", ""},
        {"negative", "-5"},
        {"two_to_the_64", "18446744073709551616"},
        {"long", std::string(40, '9')},
        {"blank_inside", "5 5"},
        {"list", "5,5"},
        {"different_list", "5, 6"},
        {"decimal", "5.0"},
        {"underscore", "1_0"},
        {"quoted", "\"5\""}};
    for (const auto& [name, value] : values) {
        out.push_back({"length_" + name, posted("Content-Length: " + value + "\r\n", "hello")});
    }
    out.push_back({"length_twice", posted("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")});
    out.push_back({"length_twice_different", posted("Content-Length: 5\r\ncontent-length: 6\r\n", "hello!")});
    out.push_back({"length_over_limit", posted("Content-Length: 65\r\n"), 413});
    out.push_back({"length_of_a_gigabyte", posted("Content-Length: 1073741824\r\n"), 413});
    out.push_back({"length_lies", posted("Content-Length: 10\r\n", "half"), 408});
    return out;
}

std::vector<Case> codings() {
    std::vector<Case> out;
    for (const char* value :
         {"xchunked",
          ",chunked",
          "chunked\x0b",
          "chunked, identity",
          "gzip, chunked",
          "identity",
          "chunked chunked",
          "\"chunked\"",
          "chunked;q=1",
          "",
          "chunked, chunked",
          "chun ked"}) {
        out.push_back(
            {"coding_" + std::string(value), posted("Transfer-Encoding: "s + value + "\r\n", "0\r\n\r\n")}
        );
    }
    out.push_back(
        {"length_and_coding", posted("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")}
    );
    out.push_back(
        {"coding_and_length", posted("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")}
    );
    out.push_back(
        {"coding_twice", posted("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")}
    );
    out.push_back(
        {"coding_in_http10",
         "POST /hooks/x HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"}
    );
    return out;
}

std::vector<Case> chunks() {
    std::vector<Case> out;
    for (const char* size :
         {"-1",
          "0x5",
          "+5",
          "1_0",
          " 5",
          "5 ",
          "FFFFFFFFFFFFFFFFF",
          "",
          ";",
          "5;",
          "5;=b",
          "5,ext",
          "g",
          "\t5",
          "5\x0b"}) {
        out.push_back(
            {"chunk_size_" + std::string(size), chunked(std::string(size) + "\r\nhello\r\n0\r\n\r\n")}
        );
    }
    for (const char* size :
         {"7fffffff", "ffffffff", "80000000", "ffffffffffffffff", "41", "fffffffffffffffe"}) {
        out.push_back(
            {"chunk_larger_than_the_limit_" + std::string(size),
             chunked(std::string(size) + "\r\nhello"),
             413}
        );
    }
    out.push_back(
        {"chunks_larger_together",
         chunked("20\r\n" + std::string(32, 'x') + "\r\n21\r\n" + std::string(33, 'x')),
         413}
    );
    out.push_back({"chunk_without_line_end", chunked("5\r\nhello0\r\n\r\n")});
    out.push_back({"chunk_longer_than_said", chunked("5\r\nhello!\r\n0\r\n\r\n")});
    out.push_back({"chunk_bare_feed", chunked("5\nhello\n0\n\n")});
    out.push_back({"chunk_bare_feed_after_data", chunked("5\r\nhello\n0\r\n\r\n")});
    out.push_back({"chunk_bare_feed_later", chunked("1\r\nh\r\n5\nhello\r\n0\r\n\r\n")});
    out.push_back({"chunk_bare_return", chunked("5\rhello\r0\r\r")});
    out.push_back({"chunk_endless_extension", chunked("5;" + std::string(5'000, 'e'))});
    out.push_back({"chunk_endless_trailers", chunked("0\r\n" + std::string(5'000, 't'))});
    std::string extensions;
    for (int i = 0; i < 20; ++i) extensions += "1;" + std::string(300, 'e') + "\r\nx\r\n";
    out.push_back({"chunk_many_extensions", chunked(extensions)});
    out.push_back({"trailer_length", chunked("0\r\nContent-Length: 5\r\n\r\n")});
    out.push_back({"trailer_coding", chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n")});
    out.push_back({"trailer_malformed", chunked("0\r\nno colon\r\n\r\n")});
    out.push_back({"chunks_unfinished", chunked("5\r\nhello\r\n"), 408});
    return out;
}

std::vector<Case> headers() {
    std::vector<Case> out = {
        {"space_before_colon", posted("X-A : b\r\n")},
        {"folded", posted("X-A: b\r\n c\r\n")},
        {"folded_by_tab", posted("X-A: b\r\n\tc\r\n")},
        {"folded_first", "POST / HTTP/1.1\r\n Host: x\r\n\r\n"},
        {"no_colon", posted("X-A\r\n")},
        {"empty_name", posted(": b\r\n")},
        {"name_with_blank", posted("X A: b\r\n")},
        {"name_with_bracket", posted("X(A: b\r\n")},
        {"nul_in_value", posted("X-A: b\0c\r\n"s)},
        {"nul_in_name", posted("X\0A: b\r\n"s)},
        {"control_in_value", posted("X-A: b\x01\r\n")},
        {"delete_in_value", posted("X-A: b\x7f\r\n")},
        {"latin_in_value", posted("X-A: caf\xe9\r\n")},
        {"utf8_in_name", posted("X-\xc3\xa9: b\r\n")},
        {"bare_feed", "GET /healthz HTTP/1.1\nHost: x\n\n"},
        {"bare_feed_in_headers", "GET /healthz HTTP/1.1\r\nHost: x\nX: y\r\n\r\n"},
        {"bare_return", "GET /healthz HTTP/1.1\rHost: x\r\r"},
        {"bare_return_in_value", posted("X-A: b\rX-B: c\r\n")},
        {"no_host", "GET /healthz HTTP/1.1\r\n\r\n"},
        {"no_host_in_http10", "GET /healthz HTTP/1.0\r\n\r\n"},
        {"two_hosts", "GET /healthz HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n"},
        {"two_hosts_different", "GET /healthz HTTP/1.1\r\nHost: x\r\nhOST: y\r\n\r\n"},
        {"host_list", "GET /healthz HTTP/1.1\r\nHost: x, y\r\n\r\n"},
        {"host_with_user", "GET /healthz HTTP/1.1\r\nHost: a@b\r\n\r\n"},
        {"host_with_path", "GET /healthz HTTP/1.1\r\nHost: a/b\r\n\r\n"},
        {"unknown_expectation", posted("Expect: 200-ok\r\n"), 417},
        {"too_large", posted("X-A: " + std::string(17'000, 'a') + "\r\n"), 431},
        {"too_large_without_end", "GET / HTTP/1.1\r\nHost: x\r\nX-A: " + std::string(17'000, 'a'), 431},
    };
    std::string many;
    for (int i = 0; i < 101; ++i) many += "X-A: b\r\n";
    out.push_back({"too_many", posted(many), 431});
    return out;
}

std::vector<Case> request_lines() {
    const auto line = [](const std::string& text) { return text + "\r\nHost: x\r\n\r\n"; };
    return {
        {"http09", "GET /healthz\r\n\r\n"},
        {"http09_with_host", line("GET /healthz")},
        {"http99", line("GET /healthz HTTP/9.9"), 505},
        {"http2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"http12", line("GET /healthz HTTP/1.2"), 505},
        {"http_lower", line("GET /healthz http/1.1")},
        {"http_short", line("GET /healthz HTTP/1")},
        {"http_long", line("GET /healthz HTTP/1.10")},
        {"http_letters", line("GET /healthz HTTP/x.y")},
        {"two_blanks", line("GET  /healthz HTTP/1.1")},
        {"blank_at_end", line("GET /healthz HTTP/1.1 ")},
        {"blank_at_start", line(" GET /healthz HTTP/1.1")},
        {"tab", line("GET\t/healthz\tHTTP/1.1")},
        {"blank_in_target", line("GET /heal thz HTTP/1.1")},
        {"lower_case_method", line("get /healthz HTTP/1.1"), 501},
        {"mixed_case_method", line("Post /hooks/silent HTTP/1.1"), 501},
        {"unknown_method", line("BREW /healthz HTTP/1.1"), 501},
        {"bracket_in_method", line("GE(T /healthz HTTP/1.1")},
        {"trace", line("TRACE /healthz HTTP/1.1"), 405},
        {"connect", line("CONNECT example.com:443 HTTP/1.1"), 405},
        {"absolute_form", line("GET http://other.example.com/healthz HTTP/1.1")},
        {"absolute_form_same_host", line("GET http://x/healthz HTTP/1.1")},
        {"asterisk", line("OPTIONS * HTTP/1.1")},
        {"no_slash", line("GET healthz HTTP/1.1")},
        {"fragment", line("GET /healthz#x HTTP/1.1")},
        {"nul_in_target", line("GET /heal\0thz HTTP/1.1"s)},
        {"utf8_in_target", line("GET /h\xc3\xa9 HTTP/1.1")},
        {"long_target", line("GET /" + std::string(9'000, 'a') + " HTTP/1.1"), 414},
        {"target_of_64k", line("GET /" + std::string(65'536, 'a') + " HTTP/1.1"), 414},
        {"empty_lines", "\r\n\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"tls_on_the_plain_port", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s},
        {"nothing_but_zeros", std::string(100, '\0')},
    };
}

std::vector<Case> all_cases() {
    std::vector<Case> out;
    for (auto list : {lengths(), codings(), chunks(), headers(), request_lines()}) {
        out.insert(out.end(), list.begin(), list.end());
    }
    return out;
}

class Framing : public ::testing::TestWithParam<Case> {
protected:
    // One server for all cases: none of them may harm it for the next.
    static void SetUpTestSuite() { edge_ = new EdgeServer; }
    static void TearDownTestSuite() {
        delete edge_;
        edge_ = nullptr;
    }
    static EdgeServer* edge_;
};
EdgeServer* Framing::edge_ = nullptr;

TEST_P(Framing, IsRefusedAndTheConnectionClosed) {
    const Case& one = GetParam();
    const std::size_t before = edge_->edge.store.journal().size();
    RawClient client(edge_->address());
    client.send(one.bytes);
    const RawAnswer answer = client.answer();
    EXPECT_EQ(answer.status, one.status) << answer.body;
    EXPECT_TRUE(answer.has("Connection: close\r\n"));
    client.end_of_sending();
    EXPECT_TRUE(client.closed(std::chrono::seconds(2)));
    EXPECT_TRUE(client.nothing_more());
    EXPECT_EQ(edge_->edge.store.journal().size(), before) << "a malformed request became a delivery";
    EXPECT_TRUE(edge_->serves_the_next_one());
}

// Those that are short enough to arrive in time.
std::vector<Case> short_cases() {
    std::vector<Case> out = all_cases();
    std::erase_if(out, [](const Case& one) { return one.bytes.size() > 2'000 || one.status == 408; });
    return out;
}

class FramingByteByByte : public Framing {};

TEST_P(FramingByteByByte, IsRefusedJustTheSame) {
    const Case& one = GetParam();
    RawClient client(edge_->address());
    for (const char c : one.bytes) {
        if (!client.send({&c, 1})) break;
    }
    EXPECT_EQ(client.answer().status, one.status);
    client.end_of_sending();
    EXPECT_TRUE(client.closed(std::chrono::seconds(2)));
}

std::string name_of(const ::testing::TestParamInfo<Case>& info) {
    std::string name = std::to_string(info.index) + "_" + info.param.name;
    std::ranges::replace_if(
        name, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_'
    );
    return name;
}
INSTANTIATE_TEST_SUITE_P(Edge, Framing, ::testing::ValuesIn(all_cases()), name_of);
INSTANTIATE_TEST_SUITE_P(Edge, FramingByteByByte, ::testing::ValuesIn(short_cases()), name_of);

}  // namespace
}  // namespace crosswalk
