#include "connector/mapping/yaml/yaml_text.h"
#include "connector/mapping/yaml/yaml_tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <unordered_map>

namespace crosswalk::tree {
namespace {

constexpr std::size_t kMaxDepth = 24;

// Line ends alone are of use in a value.
bool holds_control(std::string_view value) {
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto byte = static_cast<unsigned char>(value[i]);
        if ((byte < 0x20 && byte != '\n') || byte == 0x7f) return true;
        if (byte == 0xc2 && i + 1 < value.size() && static_cast<unsigned char>(value[i + 1]) < 0xa0) return true;
    }
    return false;
}

// Builds the tree from the parser's events; what we do not want in a mapping file is refused on the way.
class Builder : public YAML::EventHandler {
public:
    Builder(const Lines& lines, Notes& notes) : lines_(lines), notes_(notes) {}

    std::optional<Node> root{};
    bool refused = false;

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++documents_ == 2)
            refuse(
                mark,
                "yaml.documents",
                "A second document starts here.",
                "Keep one document in a file: remove the '---', or the bracket that closes too early."
            );
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        if (anchor != YAML::NullAnchor) no_alias(mark);
        add(node(mark, Node::Kind::blank));
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        no_alias(mark);
        add(node(mark, Node::Kind::blank));
    }
    void OnScalar(
        const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value
    ) override {
        check(mark, tag, anchor);
        Node out = node(mark, Node::Kind::scalar);
        out.text = value;
        if (holds_control(value))
            notes_.error(
                out, "yaml.control_character", "An escape in this value stands for a control character.", "Write it without."
            );
        add(std::move(out));
    }
    void OnSequenceStart(
        const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value
    ) override {
        check(mark, tag, anchor);
        open(node(mark, Node::Kind::list));
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(
        const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value
    ) override {
        check(mark, tag, anchor);
        open(node(mark, Node::Kind::map));
    }
    void OnMapEnd() override { close(); }

private:
    struct Stop : YAML::ParserException {
        explicit Stop(const YAML::Mark& at) : YAML::ParserException(at, "refused") {}
    };
    struct Open {
        Node node{};
        std::optional<Node> key{};
        std::unordered_map<std::string, int> lines{};  // where each key stands
    };

    [[noreturn]] void refuse(const YAML::Mark& mark, std::string code, std::string what, std::string remedy) {
        const Place place = lines_.at(mark.line, mark.column);
        notes_.error(place.line, place.column, std::move(code), std::move(what), std::move(remedy));
        refused = true;
        throw Stop(mark);
    }
    void no_alias(const YAML::Mark& mark) {
        refuse(
            mark,
            "yaml.alias",
            "Anchors and aliases (& and *) are not used in mapping files.",
            "Write the value out, or put it in quotes when it is meant literally."
        );
    }
    void check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
        if (anchor != YAML::NullAnchor) no_alias(mark);
        if (tag != "?" && tag != "!" && !tag.empty())
            refuse(
                mark,
                "yaml.tag",
                "Tags such as !name are not used in mapping files.",
                "Remove the tag, or put the value in quotes."
            );
    }
    Node node(const YAML::Mark& mark, Node::Kind kind) {
        if (++nodes_ > kMaxNodes)
            refuse(mark, "yaml.too_large", "The file has more than 20000 entries.", "Split or shorten it.");
        const Place place = lines_.at(mark.line, mark.column);
        Node out;
        out.kind = kind;
        out.line = place.line;
        out.column = place.column;
        mark_ = mark;
        return out;
    }
    void open(Node node) {
        if (stack_.size() >= kMaxDepth)
            refuse(mark_, "yaml.too_large", "The file is nested more than 24 deep.", "Write it flatter.");
        stack_.push_back({std::move(node), std::nullopt, {}});
    }
    void close() {
        Node done = std::move(stack_.back().node);
        stack_.pop_back();
        add(std::move(done));
    }
    void add(Node node) {
        if (stack_.empty()) {
            root = std::move(node);
            return;
        }
        Open& top = stack_.back();
        if (top.node.kind == Node::Kind::list) {
            top.node.items.push_back(std::move(node));
        } else if (!top.key) {
            top.key = std::move(node);
        } else {
            add_entry(top, std::move(node));
        }
    }
    void add_entry(Open& top, Node value) {
        Node key = std::move(*top.key);
        top.key.reset();
        if (!key.scalar()) {
            notes_.error(key, "yaml.key", "A name is expected before the colon.", "Write a word there.");
            return;
        }
        // A blank is reported where it stands in for something: behind its key.
        if (value.kind == Node::Kind::blank) {
            value.line = key.line;
            value.column = key.column;
        }
        const auto [first, is_new] = top.lines.try_emplace(key.text, key.line);
        if (!is_new) {
            notes_.error(
                key,
                "yaml.duplicate_key",
                in_quotes(key.text) + " stands here for the second time; first in line " +
                    std::to_string(first->second) + ".",
                "Keep one of them."
            );
            return;
        }
        top.node.keys.push_back(std::move(key));
        top.node.items.push_back(std::move(value));
    }

    const Lines& lines_;
    Notes& notes_;
    std::vector<Open> stack_{};
    std::size_t nodes_ = 0;
    int documents_ = 0;
    YAML::Mark mark_{};
};

}  // namespace

std::optional<Node> read(std::string_view text, Notes& notes) {
    if (text.size() > kMaxFile) {
        notes.error(0, 0, "yaml.too_large", "The file is larger than 1 MB.", "Split or shorten it.");
        return std::nullopt;
    }
    const Lines lines(text);
    if (!is_readable(text, lines, notes)) return std::nullopt;
    const bool tabs = note_tabs(text, lines, notes);
    std::string clean(text);
    std::ranges::replace(clean, '\t', ' ');
    Builder builder(lines, notes);
    try {
        std::istringstream in(clean);
        YAML::Parser parser(in);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const YAML::Exception& broken) {
        // Where tabs stand, the indentation the parser sees is not the one that was meant.
        if (builder.refused || tabs) return std::nullopt;
        const Place place = lines.at(broken.mark.line, broken.mark.column);
        notes.error(
            place.line,
            place.column,
            "yaml.syntax",
            "This is not YAML: " + broken.msg + ".",
            "Look at the indentation, colons and quotes here and just above."
        );
        return std::nullopt;
    }
    return builder.root ? std::move(builder.root) : Node{};
}

}  // namespace crosswalk::tree
