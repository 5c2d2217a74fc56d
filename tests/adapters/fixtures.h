// tests/adapters/fixtures.h - what vendors were seen to send, as files.
#pragma once

#include "connector/contract/adapter.h"
#include "connector/contract/json_read.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace crosswalk::test {

inline std::filesystem::path fixture_path(std::string_view name) {
    return std::filesystem::path(CROSSWALK_SOURCE_DIR) / "tests/fixtures" / name;
}

inline std::string fixture(std::string_view name) {
    std::ifstream in(fixture_path(name), std::ios::binary);
    EXPECT_TRUE(in.good()) << "there is no fixture " << name;
    return {std::istreambuf_iterator<char>(in), {}};
}

inline boost::json::value json_fixture(std::string_view name) {
    boost::json::error_code ec;
    auto out = boost::json::parse(fixture(name), ec);
    EXPECT_FALSE(ec) << name << ": " << ec.message();
    return out;
}

// The part of a fixture at a pointer, as the bytes a vendor would send.
inline std::string json_part(std::string_view name, std::string_view pointer) {
    const auto all = json_fixture(name);
    const auto* part = value_at(all, pointer);
    EXPECT_NE(part, nullptr) << name << " has nothing at " << pointer;
    return part == nullptr ? std::string() : boost::json::serialize(*part);
}

inline Delivery delivery_of(std::string body) { return {.method = "POST", .body = std::move(body)}; }

inline HttpResponse answer(int status, std::string body, Headers headers = {}) {
    return {.status = status, .headers = std::move(headers), .body = std::move(body)};
}

}  // namespace crosswalk::test
