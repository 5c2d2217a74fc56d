// The app's pure parts: raw requests, line differences, log lines, tables and numbers.
#include "connector/app/admin/command_result.h"
#include "connector/app/cli/line_diff.h"
#include "connector/app/cli/raw_request.h"
#include "connector/app/daemon/work_queue.h"
#include "connector/contract/json_read.h"
#include "connector/io/log_spdlog/json_log.h"
#include "connector/io/metrics_prometheus/exposition.h"

#include <gtest/gtest.h>

#include <future>
#include <sstream>

namespace crosswalk::test {
namespace {

TEST(RawRequest, IsReadWithEitherKindOfLineEnd) {
    for (const std::string end : {"\n", "\r\n"}) {
        const auto request = parse_raw_request(
            "POST /hooks/mail/s?x=1 HTTP/1.1" + end + "Host: example.com" + end + "X-Twice:  a " + end +
            "X-Twice: b" + end + end + "{\"id\":1}\n"
        );
        ASSERT_TRUE(request.has_value());
        EXPECT_EQ(request->method, "POST");
        EXPECT_EQ(request->target, "/hooks/mail/s?x=1");
        ASSERT_EQ(request->headers.size(), 3u);
        EXPECT_EQ(request->headers[1].second, "a");
        EXPECT_EQ(request->body, "{\"id\":1}\n") << "without a Content-Length every byte counts";
    }
}

TEST(RawRequest, EndsWhereItsContentLengthSays) {
    const auto request = parse_raw_request("POST / HTTP/1.1\ncontent-length: 2\n\n{}\n");
    ASSERT_TRUE(request.has_value());
    EXPECT_EQ(request->body, "{}");
}

TEST(RawRequest, ThatIsNoneSaysWhatIsWrong) {
    const auto code = [](std::string_view bytes) {
        const auto request = parse_raw_request(bytes);
        return request ? std::string("none") : request.error().code;
    };
    EXPECT_EQ(code(""), "request.line");
    EXPECT_EQ(code("{\"id\":1}\n\n"), "request.line");
    EXPECT_EQ(code("POST /x\n\n"), "request.line");
    EXPECT_EQ(code("POST /x HTTP/1.1\nHost: a\n"), "request.no_blank_line");
    EXPECT_EQ(code("POST /x HTTP/1.1\nnonsense\n\n"), "request.header");
    EXPECT_EQ(
        code("POST /x HTTP/1.1\nTransfer-Encoding: chunked\n\n2\r\n{}\r\n0\r\n\r\n"), "request.chunked"
    );
}

TEST(LineDiff, ShowsWhatChangedWithALittleAround) {
    EXPECT_EQ(line_diff("a\nb\n", "a\nb\n"), "");
    EXPECT_EQ(
        line_diff("1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\nfive\n6\n"), "  ...\n  3\n  4\n- 5\n+ five\n  6\n"
    );
    EXPECT_EQ(line_diff("", "new\n"), "+ new\n");
    EXPECT_EQ(line_diff("old\n", ""), "- old\n");
}

TEST(LineDiff, StaysBoundedOnLargeFiles) {
    std::string many;
    for (int i = 0; i < 5'000; ++i) many += std::to_string(i) + "\n";
    EXPECT_NE(line_diff(many, many + "x\n").find("+ x\n"), std::string::npos);
}

TEST(LogLine, CannotBeForgedByItsValues) {
    const std::string line =
        log_line(Level::warn, "odd", {{"name", "a\r\n{\"level\":\"error\"}\x1b[31m"}, {"bytes", "\xff\xfe"}});
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_EQ(line.find('\r'), std::string::npos);
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
    const auto json = parse_json(line);
    ASSERT_TRUE(json.has_value()) << line;
    EXPECT_EQ(text_at(*json, "/level"), "warn");
    EXPECT_EQ(text_at(*json, "/bytes"), "??");
}

TEST(LogLine, IsCutWhereAValueIsHuge) {
    std::string long_name;
    for (int i = 0; i < 2'000; ++i) long_name += "đ";
    const std::string line = log_line(Level::info, "m", {{"name", long_name}});
    EXPECT_LT(line.size(), 1'200u);
    EXPECT_TRUE(parse_json(line).has_value()) << "not in the middle of a character";
}

TEST(JsonLog, WritesOneJsonObjectALineFromItsLevelOn) {
    std::ostringstream out;
    const auto log = make_json_log(out, Level::info);
    log->write(Level::debug, "too fine");
    log->write(Level::info, "100% {}", {{"connection", "crm"}});
    const auto json = parse_json(out.str().substr(0, out.str().find('\n')));
    ASSERT_TRUE(json.has_value()) << out.str();
    EXPECT_EQ(text_at(*json, "/message"), "100% {}");
    EXPECT_EQ(text_at(*json, "/connection"), "crm");
    EXPECT_FALSE(text_at(*json, "/time").empty());
    EXPECT_EQ(out.str().find('\n'), out.str().size() - 1) << "one line alone";
}

TEST(Exposition, IsWhatPrometheusReads) {
    const std::string text = exposition_text(
        {{"crosswalk_intake_total", "Deliveries.", MetricKind::counter, {{{{"outcome", "a\"b\n"}}, 3}}},
         {"crosswalk_writable", "Yes.", MetricKind::gauge, {{{}, 1}}}}
    );
    EXPECT_NE(text.find("# TYPE crosswalk_intake_total counter\n"), std::string::npos);
    EXPECT_NE(text.find("crosswalk_intake_total{outcome=\"a\\\"b\\n\"} 3\n"), std::string::npos) << text;
    EXPECT_NE(text.find("crosswalk_writable 1\n"), std::string::npos);
}

TEST(Printable, LeavesATerminalAlone) {
    EXPECT_EQ(printable("Điểm \x1b[2J\n"), "Điểm \\x1b[2J\\x0a");
    EXPECT_EQ(table({{"A", "B"}, {"đđ", "c"}}), "A   B\nđđ  c\n") << "a letter of two bytes is one column";
}

TEST(WorkQueue, RefusesWhatItCannotHoldAndFinishesWhatItTook) {
    std::promise<void> started, go;
    std::atomic<int> done{0};
    {
        WorkQueue queue(1, 1);
        auto gate = go.get_future().share();
        ASSERT_TRUE(queue.post([&, gate] {
            started.set_value();
            gate.wait();
            ++done;
        }));
        started.get_future().wait();
        EXPECT_TRUE(queue.post([&] { ++done; }));
        EXPECT_FALSE(queue.post([&] { ++done; }));
        go.set_value();
    }
    EXPECT_EQ(done, 2);
}

TEST(Printable, EscapesWhateverIsUnseenOrTurnsATextAround) {
    const std::string unseen[] = {"\x1b",   "\x07",         "\x7f",    "\n",     "\xc2\x9b",   "\u202a",
                                  "\u202e", "\u2066",       "\u2069",  "\u200e", "\u200f",     "\u061c",
                                  "\u200b", "\u2028",       "\ufeff",  "\u00ad", "\U000e0041", "\xff",
                                  "\xc3",   "\xed\xa0\x80", "\xc0\xaf"};
    for (const std::string& one : unseen) {
        const std::string shown = printable("a" + one + "b");
        EXPECT_EQ(shown.find(one), std::string::npos) << shown;
        EXPECT_TRUE(shown.starts_with("a\\")) << shown;
        EXPECT_TRUE(shown.ends_with("b")) << shown;
        EXPECT_FALSE(is_printable(one));
    }
    EXPECT_EQ(printable("\u202e"), "\\u202e");
}

TEST(Printable, LeavesWordsOfAnyLanguageAsTheyAre) {
    for (const std::string text :
         {"Nguyễn Thị Hồng", "Ιωάννα", "محمد", "田中さん", "🙂", "e\u0301", "100 %"}) {
        EXPECT_EQ(printable(text), text);
        EXPECT_TRUE(is_printable(text));
    }
}

TEST(Printable, KeepsAJsonValueWhatItIs) {
    const boost::json::value value{{"a", "x\u202ey\x7f\U000e0041"}, {"b", "Hồng\n"}};
    const std::string shown = printable_json(boost::json::serialize(value));
    EXPECT_EQ(shown.find("\u202e"), std::string::npos);
    EXPECT_EQ(shown.find('\x7f'), std::string::npos);
    EXPECT_EQ(boost::json::parse(shown), value);
}

TEST(Printable, LinesStayLines) { EXPECT_EQ(printable_lines("a\nb\x1b[31m\n"), "a\nb\\x1b[31m\n"); }

TEST(WorkQueue, GoesOnAfterAWorkThatThrows) {
    std::promise<void> done;
    {
        WorkQueue queue(1, 9);
        EXPECT_TRUE(queue.post([] { throw std::bad_alloc(); }));
        EXPECT_TRUE(queue.post([&] { done.set_value(); }));
    }
    done.get_future().get();
}

}  // namespace
}  // namespace crosswalk::test
