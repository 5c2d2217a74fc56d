#include "connector/run/vendor/read_vendor.h"

#include "connector/contract/poll.h"
#include "connector/run/vendor/refused_fields.h"

#include <algorithm>

namespace crosswalk {
namespace {

constexpr std::chrono::minutes kDescribedAge{1};
constexpr std::chrono::seconds kYoung{10};  // of a list of fields
constexpr std::size_t kMostSuspects = 8;
constexpr int kMostAttempts = 64;  // of one question, to learn what is refused
constexpr std::string_view kMissing = "read.field_missing";

Names without(const Names& fields, const FieldSet& out) {
    Names rest;
    for (const std::string& field : fields)
        if (!out.contains(field)) rest.push_back(field);
    return rest;
}

// What a vendor's own list of fields says, asked for without consequences for the account.
ConnectionRuntime::Described describe_again(EngineContext& context, ConnectionRuntime& account, const ObjectPlan& plan) {
    const Millis now = context.clock.now();
    {
        const std::lock_guard lock(account.mutex);
        const auto it = account.described.find(plan.kind.text);
        if (it != account.described.end() && now < it->second.at + kDescribedAge) return it->second;
    }
    auto told = describe_quietly(context, account, plan);
    const std::lock_guard lock(account.mutex);
    return account.described[plan.kind.text] = {std::move(told.schema), told.refused, now};
}

// One question, and what it takes to get it answered.
class Reader {
public:
    Reader(EngineContext& context, ConnectionRuntime& account, const Mapping& mapping, const Question& question)
        : context_(context), account_(account), mapping_(mapping), question_(question), plan_(question.plan) {}

    ReadAnswer ask() {
        if (question_.trying == nullptr || !question_.trying->field.empty())
            if (auto out = kind_outage(account_, plan_.kind.text)) return {.stopped_by = std::move(out)};
        auto schema = schema_of(context_, account_, plan_);
        if (auto* no = std::get_if<Outcome>(&schema)) return refused_as_a_kind(std::move(*no));
        schema_ = std::move(std::get<ObjectSchema>(schema));
        leave_out_what_is_known();
        if (asks_by_a_withheld_field()) return {.stopped_by = no_such_key()};
        auto answered = attempt(wanted());
        if (refused(answered) && begin_sweep_anew()) answered = attempt(wanted());
        if (!refused(answered)) return finish_answer(std::move(answered));
        return learn(std::move(*answered.stopped_by));
    }

private:
    EngineContext& context_;
    ConnectionRuntime& account_;
    const Mapping& mapping_;
    const Question& question_;
    const ObjectPlan& plan_;
    ObjectSchema schema_{};
    FieldSet left_out_{};
    std::optional<Since> anew_{};
    int attempts_ = 0;

    Names wanted() const { return without(question_.fields, left_out_); }

    static bool refused(const Answered<Page>& answered) {
        return answered.stopped_by && answered.stopped_by->verdict == Verdict::refused;
    }

    // A place within a sweep may be one that the vendor does not know any more (its token ran out): that is no reason
    // to take its kind for refused. True where there is a sweep to begin anew.
    bool begin_sweep_anew() {
        const auto* since = std::get_if<Since>(&question_.what);
        if (auto cursor = since == nullptr ? std::nullopt : sweep_anew(since->cursor))
            anew_ = Since{std::move(*cursor)};
        return anew_.has_value();
    }

    Answered<Page> attempt(const Names& fields) {
        if (++attempts_ > kMostAttempts) return {.stopped_by = goes_in_circles()};
        if (anew_) return perform(context_, account_, ChangesQuery{plan_, schema_, fields, *anew_});
        return std::visit(
            [&](const auto& what) { return perform(context_, account_, ReadQuery{plan_, schema_, fields, what}); },
            question_.what
        );
    }

    void leave_out_what_is_known() {
        left_out_ = withheld_fields(account_, plan_.kind.text);
        if (question_.trying != nullptr) left_out_.erase(question_.trying->field);
        if (!plan_.needs_schema || !schema_.whole) return;
        FieldSet lacking = lacking_in(schema_, wanted());
        if (!lacking.empty() && renew_schema()) lacking = lacking_in(schema_, wanted());
        for (const std::string& field : lacking) leave_out(field, missing(field));
    }

    // What is missing may be younger than the list of fields.
    bool renew_schema() {
        {
            const std::lock_guard lock(account_.mutex);
            const auto it = account_.schemas.find(plan_.kind.text);
            if (it == account_.schemas.end() || context_.clock.now() < it->second.second + kYoung) return false;
            account_.schemas.erase(it);
        }
        auto schema = schema_of(context_, account_, plan_);
        if (!std::holds_alternative<ObjectSchema>(schema)) return false;
        schema_ = std::move(std::get<ObjectSchema>(schema));
        return schema_.whole;
    }

    Outcome missing(const std::string& field) const {
        return {
            .verdict = Verdict::refused,
            .vendor_code = std::string(kMissing),
            .vendor_says = std::string(account_.manifest().title) + " has no field '" + field + "' of '" +
                           plan_.kind.text + "', or does not show it to Crosswalk."};
    }

    void leave_out(const std::string& field, const Outcome& no) {
        left_out_.insert(field);
        const std::string title(account_.manifest().title);
        begin_outage(
            context_,
            account_,
            mapping_,
            {.kind = plan_.kind,
             .field = field,
             .code = no.vendor_code,
             .says = no.vendor_says,
             .advice = "Put '" + field + "' of '" + plan_.kind.text + "' back in " + title +
                       ", or let Crosswalk's user read it: Crosswalk tries again by itself, and at once when this is "
                       "replayed. If it is gone for good, or has a new name, correct the mapping and activate it."}
        );
    }

    bool asks_by(const std::string& field) const {
        const auto* match = std::get_if<ByMatch>(&question_.what);
        return match != nullptr && match->field == field;
    }
    bool asks_by_a_withheld_field() const {
        return std::ranges::any_of(left_out_, [&](const std::string& field) { return asks_by(field); });
    }
    static Outcome no_such_key() {
        return {
            .verdict = Verdict::retry,
            .vendor_code = std::string(kMissing),
            .vendor_says = "The field by which records are looked up cannot be read.",
            .wait = std::chrono::seconds{1}};
    }

    ReadAnswer learn(Outcome no) {
        const Outcome first = no;
        for (FieldSet bad = named_in(no, question_.fields); !bad.empty();) {
            if (asks_by_one_of(bad) && lacks_its_key()) return lose_the_key(no);
            auto answered = attempt(without(wanted(), bad));
            if (!refused(answered)) return settled(std::move(answered), narrowed(std::move(bad)), no);
            const auto more = named_in(*answered.stopped_by, without(wanted(), bad));
            if (more.empty()) break;
            no = *answered.stopped_by;
            bad.insert(more.begin(), more.end());
        }
        if (asks_by_a_key() && (lacks_its_key() || takes_no_question_by_its_key())) return lose_the_key(first);
        auto bare = attempt({});
        if (refused(bare)) return refused_as_a_kind(first);
        if (bare.stopped_by) return {.stopped_by = std::move(bare.stopped_by), .left_out = left_out_};
        FieldSet bad;
        find_by_halves(wanted(), bad);
        return settled(attempt(without(wanted(), bad)), bad, first);
    }

    // Of several that are left out together, some may be innocent.
    FieldSet narrowed(FieldSet bad) {
        if (bad.size() < 2 || bad.size() > kMostSuspects) return bad;
        FieldSet guilty;
        for (const std::string& one : bad) {
            FieldSet others = bad;
            others.erase(one);
            if (refused(attempt(without(wanted(), others)))) guilty.insert(one);
        }
        return guilty.empty() ? bad : guilty;
    }

    void find_by_halves(const Names& among, FieldSet& bad) {
        if (among.empty() || !refused(attempt(among))) return;
        if (among.size() == 1) {
            bad.insert(among.front());
            return;
        }
        const auto middle = among.begin() + std::ssize(among) / 2;
        find_by_halves({among.begin(), middle}, bad);
        find_by_halves({middle, among.end()}, bad);
    }

    ReadAnswer settled(Answered<Page> answered, const FieldSet& bad, const Outcome& no) {
        for (const std::string& field : bad) leave_out(field, no);
        return finish_answer(std::move(answered));
    }

    // An answer at last. A field that no record of it tells, and that the vendor does not list, is missing.
    ReadAnswer finish_answer(Answered<Page> answered) {
        if (!answered.stopped_by && account_.setup.adapter->describe && !plan_.needs_schema)
            for (const std::string& field : silently_missing(answered.out)) leave_out(field, missing(field));
        // Records that do not tell the key they were asked by fit nobody: that is no "nobody is there".
        if (asks_by_one_of(left_out_)) return {.stopped_by = no_such_key(), .left_out = left_out_};
        return {std::move(answered.out), std::move(answered.stopped_by), left_out_};
    }

    FieldSet silently_missing(const Page& page) {
        Names untold;
        bool any = false;
        for (const Change& change : page.changes)
            any = any || (!change.deleted && change.completeness == Completeness::whole);
        if (!any) return {};
        for (const std::string& field : wanted())
            if (std::ranges::none_of(page.changes, [&](const Change& c) { return c.fields.contains(field); }))
                untold.push_back(field);
        if (untold.empty()) return {};
        const auto now_there = describe_again(context_, account_, plan_);
        if (!now_there.schema || !now_there.schema->whole) return {};
        return lacking_in(*now_there.schema, untold);
    }

    bool asks_by_a_key() const { return std::holds_alternative<ByMatch>(question_.what); }
    bool asks_by_one_of(const FieldSet& fields) const {
        return std::ranges::any_of(fields, [&](const std::string& field) { return asks_by(field); });
    }
    bool lacks_its_key() {
        const auto now_there = describe_again(context_, account_, plan_);
        return now_there.schema && now_there.schema->whole &&
               !lacking_in(*now_there.schema, {std::get<ByMatch>(question_.what).field}).empty();
    }
    // Though the field is there: it cannot be searched by (it is encrypted, say), whatever it is asked for.
    bool takes_no_question_by_its_key() {
        auto match = std::get<ByMatch>(question_.what);
        const bool address = !match.values.empty() && match.values.front().find('@') != std::string::npos;
        match.values = {address ? "nobody@example.com" : "0"};
        const auto answered = perform(context_, account_, MatchQuery{plan_, schema_, {}, match});
        return refused(answered) && !describe_again(context_, account_, plan_).refused;
    }
    ReadAnswer lose_the_key(const Outcome& no) {
        leave_out(std::get<ByMatch>(question_.what).field, no);
        return {.stopped_by = no_such_key(), .left_out = left_out_};
    }

    // No field is to blame: the vendor refuses the kind, or what was asked about it.
    ReadAnswer refused_as_a_kind(Outcome no) {
        const bool all = std::holds_alternative<Since>(question_.what);
        if (no.verdict != Verdict::refused || (!all && !describe_again(context_, account_, plan_).refused))
            return {.stopped_by = std::move(no), .left_out = left_out_};
        const std::string title(account_.manifest().title);
        begin_outage(
            context_,
            account_,
            mapping_,
            {.kind = plan_.kind,
             .code = no.vendor_code,
             .says = no.vendor_says,
             .advice = "Let Crosswalk's user read '" + plan_.kind.text + "' in " + title +
                       ": Crosswalk tries again by itself, and at once when this is replayed. If it is not used there, "
                       "take it out of `kinds` in fields.yaml and activate that."}
        );
        return {.stopped_by = kind_outage(account_, plan_.kind.text), .left_out = left_out_};
    }
};

}  // namespace

ReadAnswer read_vendor(EngineContext& context, ConnectionRuntime& account, const Mapping& mapping, const Question& question) {
    return Reader(context, account, mapping, question).ask();
}

}  // namespace crosswalk
