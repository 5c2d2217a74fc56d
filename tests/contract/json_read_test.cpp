#include "connector/contract/json_read.h"

#include <gtest/gtest.h>

namespace crosswalk {
namespace {

std::string code_of(std::string_view bytes) {
    const auto value = parse_json(bytes);
    return value ? "fine" : value.error().code;
}

std::string nested(int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
}

TEST(ParseJson, takes_what_vendors_send) {
    for (const char* fine :
         {"{}",
          "[]",
          " [1, 2.5, -3e2, true, null, \"x\"] ",
          "\"\\u00e9\"",
          "9223372036854775807",
          "-9223372036854775808",
          "{\"a\":{\"a\":1},\"b\":[{\"a\":1},{\"a\":2}]}",
          "0.1"})
        EXPECT_EQ(code_of(fine), "fine") << fine;
}

TEST(ParseJson, refuses_what_is_no_json) {
    for (const char* bad :
         {"",
          " ",
          "{",
          "[1,",
          "{\"a\"}",
          "nul",
          "01",
          "[1] 2",
          "{'a':1}",
          "[1,]",
          "NaN",
          "Infinity",
          "\xEF\xBB\xBF{}",
          "// no\n{}",
          "\"\t\""})
        EXPECT_EQ(code_of(bad), "json.syntax") << bad;
}

TEST(ParseJson, refuses_a_key_that_stands_twice) {
    EXPECT_EQ(code_of(R"({"a":1,"b":2,"a":3})"), "json.duplicate_key");
    EXPECT_EQ(code_of(R"([{"x":{"id":1,"id":1}}])"), "json.duplicate_key");
    EXPECT_EQ(code_of(R"({"a":1,"\u0061":3})"), "json.duplicate_key");
    EXPECT_EQ(
        code_of("{\"" + std::string(9'000, 'k') + "\":1,\"" + std::string(9'000, 'k') + "\":2}"),
        "json.duplicate_key"
    );
}

TEST(ParseJson, refuses_numbers_it_could_only_bend) {
    for (const char* bad :
         {"9223372036854775808",
          "18446744073709551616",
          "-9223372036854775809",
          "1234567890123456789012345678",
          "1e400",
          "-1e999",
          "[{\"id\":99999999999999999999}]"})
        EXPECT_EQ(code_of(bad), "json.number") << bad;
}

TEST(ParseJson, refuses_depth) {
    EXPECT_EQ(code_of(nested(32)), "fine");
    EXPECT_EQ(code_of(nested(33)), "json.depth");
    EXPECT_EQ(code_of(nested(100'000)), "json.depth");
}

TEST(ParseJson, refuses_bytes_that_are_no_utf8) {
    for (const char* bad : {"\"\xFF\"", "\"\xC0\xAF\"", "\"\xED\xA0\x80\"", "{\"\xC3\":1}"})
        EXPECT_EQ(code_of(bad), "json.encoding") << bad;
    EXPECT_EQ(code_of("\"\\ud800\""), "json.syntax");
}

TEST(SplitJsonArray, GivesTheElementsAsTheyStandThere) {
    const auto parts = split_json_array(" [ {\"a\":[1,{\"b\":\"],}\\\"\"}]} , \"x,y\",\xFF, 9e999 ]\n");
    ASSERT_TRUE(parts);
    ASSERT_EQ(parts->size(), 4U);
    EXPECT_EQ((*parts)[0], " {\"a\":[1,{\"b\":\"],}\\\"\"}]} ");
    EXPECT_EQ((*parts)[1], " \"x,y\"");
    EXPECT_EQ(code_of((*parts)[2]), "json.encoding");
    EXPECT_EQ(code_of((*parts)[3]), "json.number");
    EXPECT_TRUE(split_json_array("[]")->empty());
    EXPECT_EQ(split_json_array("[1,]")->size(), 2U) << "the second is no JSON";
}

TEST(SplitJsonArray, RefusesWhatDoesNotEnd) {
    for (const char* bad : {"", "[", "{}", "[\"]", "[{]", "[}]", "[1", "1]", "[\"\\\"]", "[[]"})
        EXPECT_FALSE(split_json_array(bad)) << bad;
}

TEST(JsonRead, what_is_absent_or_of_another_type_reads_as_empty) {
    const auto value = *parse_json(R"({"a":{"s":"x","n":7,"b":true,"l":[1,2],"z":null}})");
    EXPECT_EQ(text_at(value, "/a/s"), "x");
    EXPECT_EQ(text_at(value, "/a/n"), "");
    EXPECT_EQ(scalar_at(value, "/a/n"), "7");
    EXPECT_EQ(scalar_at(value, "/a/b"), "true");
    EXPECT_EQ(scalar_at(value, "/a/z"), "");
    EXPECT_EQ(scalar_at(value, "/a/l"), "");
    EXPECT_EQ(items_at(value, "/a/l").size(), 2U);
    EXPECT_TRUE(items_at(value, "/a").empty());
    EXPECT_EQ(value_at(value, "/a/none/deeper"), nullptr);
    EXPECT_EQ(value_at(value, "no pointer"), nullptr);
    EXPECT_NE(value_at(value, "/a/z"), nullptr);
}

}  // namespace
}  // namespace crosswalk
