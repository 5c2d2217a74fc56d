// tests/app/toy_vendor.h - four invented vendors and a folder with a whole configuration, for the tests of the
// app.
#pragma once

#include "connector/app/config/config.h"

#include <filesystem>

namespace crosswalk::test {

// "toymail": an API key, a secret in the path, one kind "contact", polls.
// "toytool": a login of its own at each of two hosts whose names hold a region; webhooks proven in four ways.
// "toycrm": JWT or client credentials, signed webhooks over the URL, one kind "Person", never polls.
// "toychat": a channel, which tells people, and holds no records; a secret in the path.
std::span<const Adapter* const> toy_adapters();

// A folder of its own that goes away with the object.
class Folder {
public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::filesystem::path path() const { return path_; }
    // Writes a file and answers with its path.
    std::string write(const std::string& name, const std::string& text) const;

private:
    std::filesystem::path path_;
};

Environment no_environment();
std::string read_all(const std::filesystem::path&);

inline constexpr std::string_view kPathSecret = "0123456789abcdef0123456789abcdef";

// crosswalk.yaml, mappings/fields.yaml and a store in a folder of their own; listens on free ports.
class Household {
public:
    Household();
    Config config() const;  // as loaded; the test fails when it has findings
    const Folder& folder() const { return folder_; }
    std::string config_path() const { return (folder_.path() / "crosswalk.yaml").string(); }

private:
    Folder folder_{};
};

}  // namespace crosswalk::test
