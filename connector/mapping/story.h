// connector/mapping/story.h - one case of a *.cases.yaml file, played through a mapping. What the engine adds
// (times, other people, what was known before) has no part in it: words count in the order they stand in.
#pragma once

#include "connector/mapping/draft.h"
#include "connector/mapping/translate.h"

namespace crosswalk::compile {

class Story {
public:
    explicit Story(const Mapping& mapping) : mapping_(mapping) {}

    // A tool tells these fields, and with them perhaps a proof of consent. Code: case.unmapped_field.
    void
    hear(const ConnectionPlan&, const VendorKind&, const tree::Node& fields, std::string_view proof, tree::Notes&);
    // After the last word: what follows from all of them.
    void conclude();

    Value value(std::string_view field) const;
    bool waits(std::string_view field) const { return waiting_.contains(field); }
    // What is sent to one connection. Where the case says nothing about it, the person is new there.
    Fields writes(const ConnectionPlan&) const;

private:
    struct Word {
        std::string connection{};
        Value value{};
    };
    using Values = std::map<std::string, Value, std::less<>>;

    void listen(const FieldPlan&, const std::string& connection, const Taken&);
    void prove(const std::string& connection, std::string_view proof, std::span<const std::string> closed);
    Value decide(const FieldPlan&) const;
    Value standing(const FieldPlan&) const;
    bool ahead_of(const Value& stage, const Stage& other) const;
    Facts facts_with(std::string field, Value before) const;
    bool is_sent(const FieldPlan&, const Binding&, bool is_new) const;

    const Mapping& mapping_;
    std::map<std::string, VendorKind, std::less<>> kinds_{};
    std::map<std::string, std::map<std::string, Taken, std::less<>>, std::less<>> held_{};
    std::map<std::string, std::vector<Word>, std::less<>> words_{};
    std::map<std::string, std::string, std::less<>> latches_{};  // by consent field: "closed" or "open"
    std::set<std::string, std::less<>> waiting_{};
    Values canonical_{};
};

}  // namespace crosswalk::compile
