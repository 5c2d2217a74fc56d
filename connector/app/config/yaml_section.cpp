#include "connector/app/config/yaml_section.h"

#include "connector/mapping/yaml/plain_file.h"

#include <algorithm>
#include <charconv>
#include <sstream>

namespace crosswalk {
namespace {

constexpr std::size_t kMaxSecretFile = 65'536;

std::string trimmed_end(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' '))
        text.pop_back();
    return text;
}

std::optional<std::string> from_environment(
    YamlReading& in, const YAML::Node& node, const std::string& what
) {
    const std::string& name = node.Scalar();
    auto found = in.environment(name);
    if (!found)
        in.complain(
            node.Mark(),
            "config.env_missing",
            what + " is to come from the environment variable " + name + ", which is not set",
            "Set " + name + " for this process and start again"
        );
    return found;
}

std::optional<std::string> from_file(YamlReading& in, const YAML::Node& node, const std::string& what) {
    std::filesystem::path path(node.Scalar());
    if (path.is_relative()) path = in.folder / path;
    auto bytes = read_plain_file(path.string(), kMaxSecretFile);
    if (!bytes) {
        in.complain(
            node.Mark(),
            "config.file_unreadable",
            what + " is to come from the file " + path.string() + ", which " + bytes.error().what,
            bytes.error().remedy
        );
        return {};
    }
    if (bytes->size() > kMaxSecretFile) {
        in.complain(
            node.Mark(),
            "config.file_too_large",
            what + " is to come from the file " + path.string() + ", which is larger than 64 KiB",
            "Name the file that holds this value alone"
        );
        return {};
    }
    return trimmed_end(std::move(*bytes));
}

}  // namespace

void YamlReading::complain(
    const YAML::Mark& mark, std::string code, std::string what, std::string remedy, bool error
) {
    findings.push_back(in_sentences(
        {file, mark.line + 1, mark.column + 1, std::move(code), std::move(what), std::move(remedy), error}
    ));
}

void YamlReading::complain_whole(std::string code, std::string what, std::string remedy) {
    findings.push_back(in_sentences({file, 0, 0, std::move(code), std::move(what), std::move(remedy)}));
}

bool YamlReading::ok() const { return std::ranges::none_of(findings, &Finding::error); }

std::optional<Placed> read_text(YamlReading& in, const YAML::Node& node, const std::string& what) {
    if (!node.IsScalar()) {
        in.complain(
            node.Mark(), "config.not_a_text", what + " must be a single value", "Write one value here"
        );
        return {};
    }
    const std::string& tag = node.Tag();
    std::optional<std::string> text;
    if (tag == "!env") {
        text = from_environment(in, node, what);
    } else if (tag == "!file") {
        text = from_file(in, node, what);
    } else if (tag.empty() || tag == "?" || tag == "!" || tag.starts_with("tag:yaml.org,2002:")) {
        text = node.Scalar();
    } else {
        in.complain(
            node.Mark(),
            "config.unknown_tag",
            what + " has the tag " + tag + ", which means nothing here",
            "Use !env NAME or !file PATH, or write the value itself"
        );
    }
    if (!text) return {};
    return Placed{std::move(*text), node.Mark()};
}

std::vector<Placed> read_texts(YamlReading& in, const YAML::Node& node, const std::string& what) {
    std::vector<Placed> texts;
    const auto add = [&](const YAML::Node& one) {
        if (auto text = read_text(in, one, what)) texts.push_back(std::move(*text));
    };
    if (node.IsSequence())
        for (const auto& one : node) add(one);
    else
        add(node);
    return texts;
}

std::vector<Placed> read_secrets(YamlReading& in, const YAML::Node& node, const std::string& what) {
    auto secrets = read_texts(in, node, what);
    if (node.IsSequence() && node.size() == 0)
        in.complain(
            node.Mark(), "config.empty_secret", what + " is an empty list", "Give at least one secret"
        );
    for (const Placed& secret : secrets)
        if (secret.text.empty())
            in.complain(
                secret.mark,
                "config.empty_secret",
                what + " is empty, so anybody could pass for its owner",
                "Give the secret itself, or name it with !env or !file"
            );
    std::erase_if(secrets, [](const Placed& secret) { return secret.text.empty(); });
    return secrets;
}

SecretList as_secrets(std::vector<Placed> secrets) {
    SecretList list;
    for (Placed& secret : secrets) list.emplace_back(std::move(secret.text));
    return list;
}

std::optional<bool> read_switch(YamlReading& in, const YAML::Node& node, const std::string& what) {
    const auto text = read_text(in, node, what);
    if (!text) return {};
    if (text->text == "true" || text->text == "false") return text->text == "true";
    in.complain(node.Mark(), "config.not_a_switch", what + " must be true or false", "Write true or false");
    return {};
}

std::optional<std::chrono::milliseconds> read_duration(
    YamlReading& in, const YAML::Node& node, const std::string& what
) {
    static constexpr std::pair<std::string_view, std::int64_t> kUnits[] = {
        {"ms", 1},
        {"millisecond", 1},
        {"milliseconds", 1},
        {"s", 1'000},
        {"second", 1'000},
        {"seconds", 1'000},
        {"minute", 60'000},
        {"minutes", 60'000},
        {"hour", 3'600'000},
        {"hours", 3'600'000},
        {"day", 86'400'000},
        {"days", 86'400'000},
    };
    constexpr std::int64_t kMost = 31LL * 86'400'000;
    const auto text = read_text(in, node, what);
    if (!text) return {};
    const char* end = text->text.data() + text->text.size();
    std::int64_t number = 0;
    const auto [rest, error] = std::from_chars(text->text.data(), end, number);
    std::string_view unit(rest, static_cast<std::size_t>(end - rest));
    while (unit.starts_with(' ')) unit.remove_prefix(1);
    for (const auto& [word, factor] : kUnits)
        if (error == std::errc{} && unit == word && number >= 0 && number <= kMost / factor)
            return std::chrono::milliseconds(number * factor);
    in.complain(
        node.Mark(),
        "config.not_a_duration",
        what + " is not a length of time",
        "Write a number and a unit, such as 30 seconds, 5 minutes or 1 hour; at most 31 days"
    );
    return {};
}

YamlSection::YamlSection(YamlReading& in, const YAML::Node& node, std::string name)
    : reading_(in), name_(std::move(name)), mark_(node.Mark()) {
    if (!node.IsMap()) {
        in.complain(
            mark_,
            "config.not_a_map",
            (name_.empty() ? "The file" : name_) + " must be a list of `key: value` lines",
            "Write one `key: value` a line below it"
        );
        return;
    }
    for (const auto& pair : node) {
        const std::string key = pair.first.IsScalar() ? pair.first.Scalar() : "";
        const auto same = std::ranges::find(entries_, key, &Entry::key);
        if (same != entries_.end()) {
            in.complain(
                pair.first.Mark(),
                "config.duplicate_key",
                full(key) + " stands here a second time; the first is on line " +
                    std::to_string(same->mark.line + 1),
                "Remove one of the two"
            );
            continue;
        }
        entries_.push_back({key, pair.first.Mark(), pair.second, false});
    }
}

std::optional<YAML::Node> YamlSection::take(const std::string& key) {
    if (std::ranges::count(known_, key) == 0) known_.push_back(key);
    for (Entry& entry : entries_) {
        if (entry.key != key) continue;
        entry.taken = true;
        if (!entry.value.IsNull()) return entry.value;
        reading_.complain(
            entry.mark, "config.blank", full(key) + " has no value", "Give it one, or remove the line"
        );
    }
    return {};
}

std::optional<std::string> YamlSection::text(const std::string& key) {
    const auto node = take(key);
    if (!node) return {};
    auto text = read_text(reading_, *node, full(key));
    if (!text) return {};
    return std::move(text->text);
}

std::vector<std::string> YamlSection::keys() const {
    std::vector<std::string> keys;
    for (const Entry& entry : entries_) keys.push_back(entry.key);
    return keys;
}

std::string YamlSection::full(const std::string& key) const {
    return name_.empty() ? key : name_ + "." + key;
}

YAML::Mark YamlSection::mark_of(const std::string& key) const {
    const auto entry = std::ranges::find(entries_, key, &Entry::key);
    return entry == entries_.end() ? mark_ : entry->value.Mark();
}

void YamlSection::finish() {
    for (const Entry& entry : entries_) {
        if (entry.taken) continue;
        const auto meant = suggest(entry.key, known_);
        std::string all;
        for (const std::string& key : known_) all.append(all.empty() ? "" : ", ").append(key);
        reading_.complain(
            entry.mark,
            "config.unknown_key",
            full(entry.key) + " is not a setting",
            meant ? "Did you mean " + *meant + "?" : "Remove it; what can stand here: " + all
        );
    }
}

}  // namespace crosswalk
