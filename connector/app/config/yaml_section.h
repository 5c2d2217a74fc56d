// connector/app/config/yaml_section.h - reads a YAML file for people: every complaint has a place, and reading goes
// on.
#pragma once

#include "connector/app/config/config.h"

#include <yaml-cpp/yaml.h>

#include <filesystem>

namespace crosswalk {

// What all sections of one file share.
struct YamlReading {
    std::string file{};              // as given
    std::filesystem::path folder{};  // paths in the file are relative to it
    Environment environment{};
    std::vector<Finding> findings{};

    void complain(
        const YAML::Mark&, std::string code, std::string what, std::string remedy, bool error = true
    );
    // About no line in particular.
    void complain_whole(std::string code, std::string what, std::string remedy);
    bool ok() const;
};

// A piece of text with the place where it stands.
struct Placed {
    std::string text{};
    YAML::Mark mark{};
};

// One scalar; `!env NAME` and `!file PATH` are resolved. `what` names it in complaints.
std::optional<Placed> read_text(YamlReading&, const YAML::Node&, const std::string& what);
// One secret or a list of them, none of them empty.
std::vector<Placed> read_secrets(YamlReading&, const YAML::Node&, const std::string& what);
SecretList as_secrets(std::vector<Placed>);
// One scalar or a list of scalars.
std::vector<Placed> read_texts(YamlReading&, const YAML::Node&, const std::string& what);
std::optional<bool> read_switch(YamlReading&, const YAML::Node&, const std::string& what);
// "5 minutes", "250 ms", "1 hour"; at most 31 days.
std::optional<std::chrono::milliseconds> read_duration(
    YamlReading&, const YAML::Node&, const std::string& what
);

// A map while it is read: what was not asked for in the end is an unknown key.
class YamlSection {
public:
    // `name` is how the section is called in complaints: "connections.crm.auth"; empty at the top.
    YamlSection(YamlReading&, const YAML::Node&, std::string name);

    // The value of a key; nothing when it is absent or left blank.
    std::optional<YAML::Node> take(const std::string& key);
    std::optional<std::string> text(const std::string& key);
    std::vector<std::string> keys() const;
    // "connections.crm.auth.token".
    std::string full(const std::string& key) const;
    YAML::Mark mark() const { return mark_; }
    YAML::Mark mark_of(const std::string& key) const;
    // Complains about every key that nobody took, with the nearest word that somebody did.
    void finish();

private:
    struct Entry {
        std::string key{};
        YAML::Mark mark{};
        YAML::Node value{};
        bool taken = false;
    };
    YamlReading& reading_;
    std::string name_;
    YAML::Mark mark_;
    std::vector<Entry> entries_{};
    std::vector<std::string> known_{};
};

}  // namespace crosswalk
