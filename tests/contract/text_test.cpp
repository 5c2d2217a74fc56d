#include "connector/contract/text.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

std::string round(std::string_view iso) {
    const auto when = parse_iso(iso);
    return when ? iso_text(when->at) + (when->precision == Precision::seconds ? " s" : " ms") : "none";
}

TEST(ParseIso, reads_the_forms_vendors_write) {
    EXPECT_EQ(round("2026-03-01T03:00:00-06:00"), "2026-03-01T09:00:00.000Z s");
    EXPECT_EQ(round("2026-11-20T10:15:30.000+0000"), "2026-11-20T10:15:30.000Z ms");
    EXPECT_EQ(round("2026-02-17T19:23:18.734Z"), "2026-02-17T19:23:18.734Z ms");
    EXPECT_EQ(round("2026-02-17 19:23:18+07"), "2026-02-17T12:23:18.000Z s");
    EXPECT_EQ(round("2026-02-17T19:23:18.7349999Z"), "2026-02-17T19:23:18.734Z ms");
    EXPECT_EQ(round("1969-12-31T23:59:59.999Z"), "1969-12-31T23:59:59.999Z ms");
    EXPECT_EQ(round("2028-02-29T00:00:00Z"), "2028-02-29T00:00:00.000Z s");
}

TEST(ParseIso, a_time_without_a_zone_or_sense_is_none) {
    for (const char* bad :
         {"2013-07-18 08:46:33",
          "",
          "2026-02-30T00:00:00Z",
          "2026-13-01T00:00:00Z",
          "0000-00-00 00:00:00",
          "2026-01-01T24:00:00Z",
          "2026-01-01T00:60:00Z",
          "2026-01-01T00:00:00+99:00",
          "2026-01-01T00:00:00Zx",
          "2026-01-01",
          "yesterday",
          "2026-01-01T00:00:00+"})
        EXPECT_EQ(round(bad), "none") << bad;
}

TEST(HttpDate, reads_the_one_form_that_servers_send) {
    EXPECT_EQ(iso_text(*parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT")), "1994-11-06T08:49:37.000Z");
    for (const char* bad :
         {"",
          "Sunday, 06-Nov-94 08:49:37 GMT",
          "Sun, 06 Nov 1994 08:49:37 UTC",
          "Sun, 31 Feb 1994 08:49:37 GMT",
          "Sun, 06 Foo 1994 08:49:37 GMT"})
        EXPECT_FALSE(parse_http_date(bad)) << bad;
}

TEST(PercentEncode, leaves_only_what_is_plain_anywhere_in_a_url) {
    EXPECT_EQ(percent_encode("a-Z_0.~"), "a-Z_0.~");
    EXPECT_EQ(percent_encode("a b+c@d/é"), "a%20b%2Bc%40d%2F%C3%A9");
    EXPECT_EQ(percent_encode("[x]='y'\r\n"), "%5Bx%5D%3D%27y%27%0D%0A");
}

TEST(ParseForm, keeps_keys_flat_and_in_order) {
    const auto pairs = parse_form("list=1&list%5B%5D%5Bid%5D=2&a+b=c%2Bd&empty=&bare&&list=3");
    ASSERT_TRUE(pairs);
    const FormPairs expected{
        {"list", "1"}, {"list[][id]", "2"}, {"a b", "c+d"}, {"empty", ""}, {"bare", ""}, {"list", "3"}};
    EXPECT_EQ(*pairs, expected);
    EXPECT_TRUE(parse_form("")->empty());
}

TEST(ParseForm, refuses_broken_escapes_bytes_and_floods) {
    for (const char* bad : {"a=%", "a=%4", "a=%zz", "%=1", "a=%ff", "a=%00", "a=\xC3"})
        EXPECT_EQ(parse_form(bad).error().code, "form.encoding") << bad;
    std::string flood;
    for (int i = 0; i < 11; ++i) flood += "a=1&";
    EXPECT_EQ(parse_form(flood, 10).error().code, "form.too_many_fields");
}

TEST(Utf8, knows_text_from_bytes) {
    for (const char* fine : {"", "Zo\xC3\xAB", "\xE1\xBB\x87", "\xF0\x9F\x98\x80", "\xEF\xBF\xBD"})
        EXPECT_TRUE(is_utf8(fine)) << fine;
    for (const char* bad :
         {"\x80",
          "\xC0\x80",
          "\xC3",
          "\xE0\x80\x80",
          "\xED\xA0\x80",
          "\xF4\x90\x80\x80",
          "\xF5\x80\x80\x80",
          "\xE1\xBB"})
        EXPECT_FALSE(is_utf8(bad)) << bad;
}

}  // namespace
}  // namespace crosswalk
