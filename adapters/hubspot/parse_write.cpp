#include "adapters/hubspot/parse_write.h"

#include "adapters/hubspot/error_table.h"
#include "adapters/hubspot/merged_records.h"
#include "connector/contract/text.h"

#include <algorithm>
#include <set>

namespace crosswalk::hubspot {
namespace {

namespace json = boost::json;

// Finds which record a piece of an answer speaks about.
class Index {
public:
    explicit Index(const WriteBatch& batch, const Course& course) {
        create_ = batch.operation == WriteKind::create && course.stage == Stage::values;
        for (std::size_t i = 0; i < batch.records.size(); ++i) {
            if (course.people[i].over) continue;
            by_trace_.emplace(batch.records[i].trace.text, i);
            const auto& id = create_ ? batch.records[i].own_id : course.people[i].id;
            if (!id.empty()) by_id_.emplace(id, i);
        }
        own_id_at_ = "/properties/" + std::string(batch.own_id_field);
    }
    std::optional<std::size_t> of_result(const json::value& result) const {
        if (const auto at = find(by_trace_, scalar_at(result, "/objectWriteTraceId"))) return at;
        return find(by_id_, scalar_at(result, create_ ? own_id_at_ : "/id"));
    }
    std::optional<std::size_t> of_id(const std::string& id) const { return find(by_id_, id); }
    std::vector<std::size_t> of_error(const json::value& error) const {
        std::vector<std::size_t> out;
        for (const char* where : {"/context/objectWriteTraceId", "/context/ids", "/context/id"})
            for (const auto& item : items_at(error, where))
                if (const auto at = find(where[9] == 'o' ? by_trace_ : by_id_, scalar_at(item, "")))
                    out.push_back(*at);
        return out;
    }

private:
    using Places = std::map<std::string, std::size_t, std::less<>>;
    static std::optional<std::size_t> find(const Places& places, const std::string& key) {
        const auto it = key.empty() ? places.end() : places.find(key);
        return it == places.end() ? std::nullopt : std::optional(it->second);
    }
    Places by_trace_{}, by_id_{};
    std::string own_id_at_{};
    bool create_ = false;
};

// The answer to one stage, on its way into the course and the report.
class Taking {
public:
    Taking(const WriteBatch& batch, Course& course, WriteReport& report)
        : batch_(batch),
          course_(course),
          report_(report),
          index_(batch, course),
          asked_(concerned(batch, course)) {}

    void take(const Answer& answer) {
        if (course_.stage == Stage::consent || course_.stage == Stage::again) return take_consent(answer);
        if (!answer.ok()) return take_refusal(answer);
        // Errors may come with any 2xx, and outweigh a result of the same record (sheet, section 0).
        for (const auto& error : items_at(answer.body, "/errors"))
            for (const auto at : index_.of_error(error)) end(at, error_of(error));
        course_.stage == Stage::values ? take_values(answer.body) : take_shown(answer.body);
        for (const auto at : asked_)
            if (!heard_.contains(at)) course_.people[at].over = true;  // left unanswered
    }

private:
    const WriteBatch& batch_;
    Course& course_;
    WriteReport& report_;
    const Index index_;
    const std::vector<std::size_t> asked_;
    std::set<std::size_t> heard_{};

    void end(std::size_t at, Outcome outcome) {
        heard_.insert(at);
        if (course_.people[at].over) return;
        course_.people[at].over = true;
        course_.served = course_.served || outcome.verdict != Verdict::refused;
        report_[at] = std::move(outcome);
    }

    // A preference that was refused does not keep the rest from being written.
    void note(std::size_t at, const Outcome& no) {
        constexpr std::size_t kMostWords = 300;
        Person& one = course_.people[at];
        if (!one.no.empty()) return;
        one.no = no.vendor_code;
        one.says = is_utf8(no.vendor_says.substr(0, kMostWords)) ? no.vendor_says.substr(0, kMostWords) : "";
        one.about = no.field;
    }

    void take_consent(const Answer& answer) {
        const auto call = consent_calls(batch_).at(course_.step);
        const auto no = refused_consent(call, answer);
        if (!no) return;
        if (no->verdict == Verdict::refused)
            note(call.record, *no);
        else
            end(call.record, *no);
    }

    void take_refusal(const Answer& answer) {
        const auto said = refusal(answer);
        for (const auto at : asked_) {
            Outcome one = said;
            if (course_.stage == Stage::check) one = {};
            if (course_.stage == Stage::clear || course_.stage == Stage::set) one.field = kStageProperty;
            if (asked_.size() > 1) {
                one.id.reset();  // it names the first bad record only, and does not say which
                // The engine splits a batch only where nobody of it was served.
                if (course_.stage != Stage::check && course_.served) one = classify(kOwnWords, kNextCall, "");
            }
            end(at, std::move(one));
        }
    }

    void take_values(const json::value& body) {
        // Without this it is no answer of a batch, and says nothing by its silence.
        const bool whole = value_at(body, "/completedAt") != nullptr;
        for (const auto& result : items_at(body, "/results")) {
            const auto id = scalar_at(result, "/id");
            const auto at = index_.of_result(result);
            if (!at || id.empty()) continue;
            heard_.insert(*at);
            const auto& asked = batch_.records[*at].id;
            if (batch_.operation == WriteKind::update && asked && asked->text != id) {
                end(*at, {.verdict = Verdict::merged, .id = VendorId{id}});  // it lives on as that one
                continue;
            }
            Person& one = course_.people[*at];
            one.id = id;
            one.written = true;
            const auto* fresh = value_at(result, "/new");
            one.fresh = fresh != nullptr && *fresh == json::value(true);
            one.back = stage_differs(*at, result);
        }
        for (const auto at : asked_) {
            if (heard_.contains(at) || !whole || batch_.operation == WriteKind::create) continue;
            heard_.insert(at);
            course_.people[at].silent = true;
        }
    }

    bool stage_differs(std::size_t at, const json::value& result) const {
        const auto wanted = stage_in(batch_.records[at]);
        const auto* shown = value_at(result, "/properties/" + std::string(kStageProperty));
        return !wanted.empty() && shown != nullptr && scalar_at(*shown, "") != wanted;
    }

    // Answers that show contacts by their ids: those of the looks, and of the two calls for a stage.
    void take_shown(const json::value& body) {
        const auto results = items_at(body, "/results");
        std::vector<VendorId> ids;
        for (const auto at : asked_) ids.push_back({course_.people[at].id});
        for (const auto& [loser, winner] : survivors_of(results, ids))
            if (const auto at = index_.of_id(loser))
                end(*at, {.verdict = Verdict::merged, .id = VendorId{winner}});
        for (const auto& result : results)
            if (const auto at = index_.of_result(result); at && !heard_.contains(*at)) {
                heard_.insert(*at);
                take_one(*at, result);
            }
    }

    void take_one(std::size_t at, const json::value& result) {
        Person& one = course_.people[at];
        if (course_.stage == Stage::look) {
            one.address = text_at(result, "/properties/email");
            one.out_of_all = text_at(result, "/properties/hs_email_optout") == "true";
            weigh_consent(at);
        } else if (course_.stage == Stage::check) {
            // It is there, and yet nobody said whether the write arrived.
            if (one.silent) one.over = true;
            one.back = stage_differs(at, result);
        } else if (course_.stage == Stage::set && stage_differs(at, result)) {
            end(at, classify(kOwnWords, kStageNotTaken, "", kStageProperty));
        }
    }

    void weigh_consent(std::size_t at) {
        const Record& record = batch_.records[at];
        const Person& one = course_.people[at];
        if (wants_everything_open(record) && one.out_of_all)
            note(at, classify(kOwnWords, kNoOptInToAll, "", kAllPreferences));
        const auto calls = consent_calls(batch_);
        const auto first = std::ranges::find(calls, at, &ConsentCall::record);
        if (first != calls.end() && one.address.empty() && address_in(record).empty())
            note(at, classify(kOwnWords, kNoAddress, "", first->field));
    }
};

}  // namespace

void take_answer(const WriteBatch& batch, Course& course, const Answer& answer, WriteReport& report) {
    Taking(batch, course, report).take(answer);
}

void finish(const WriteBatch& batch, Course& course, WriteReport& report) {
    for (std::size_t i = 0; i < course.people.size(); ++i) {
        Person& one = course.people[i];
        if (one.over || one.silent) continue;
        if (course.stage != Stage::done && needs_more(batch, course, i)) continue;
        Outcome out{.verdict = Verdict::applied};
        if (!one.no.empty()) out = classify(kOwnWords, one.no, one.says, one.about);
        if (!one.id.empty()) out.id = VendorId{one.id};
        // Only of a create is the id of a refused record a hint worth following.
        if (out.verdict != Verdict::applied && batch.operation == WriteKind::update) out.id.reset();
        course.served = course.served || out.verdict == Verdict::applied;
        one.over = true;
        report[i] = std::move(out);
    }
}

}  // namespace crosswalk::hubspot
