#include "edit_log.h"

#include <algorithm>
#include <cstdio>

namespace crosswalk::simulation {
namespace {

// How far ahead of our clock a time may be that is believed. Read from the promises, not from the engine.
constexpr std::chrono::minutes kBelieved{5};

// For so long an unanswered write of ours is waited for.
constexpr std::chrono::hours kLooksLikeOurs{1};

}  // namespace

std::string seconds(Millis at) {
    char text[32];
    const auto since = at - kBeginning;
    std::snprintf(text, sizeof text, "%.3f", static_cast<double>(since.count()) / 1000);
    return text;
}

Millis as_told(Millis at, Precision precision) {
    return precision == Precision::seconds ? Millis{std::chrono::floor<std::chrono::seconds>(at)} : at;
}

std::size_t EditLog::note(const Field& field, Edit edit) {
    edit.early = edit.late = as_told(edit.at, edit.precision);
    edit.made = ++moment_;
    if (const auto lost = lost_.find(field); edit.by_hand && lost != lost_.end())
        edit.blurred = lost->second.first == edit.value && edit.at - lost->second.second <= kLooksLikeOurs;
    edits_.push_back(std::move(edit));
    fields_[field].push_back(edits_.size() - 1);
    return edits_.size() - 1;
}

std::optional<std::size_t> EditLog::standing(const Field& field) const {
    const auto it = fields_.find(field);
    if (it == fields_.end() || !edits_[it->second.back()].by_hand) return std::nullopt;
    return it->second.back();
}

std::vector<std::size_t> EditLog::standing(const std::string& record) const {
    std::vector<std::size_t> out;
    for (auto it = fields_.lower_bound({record, ""}); it != fields_.end() && it->first.first == record; ++it)
        if (edits_[it->second.back()].by_hand) out.push_back(it->second.back());
    return out;
}

void EditLog::lost_a_write(const Field& field, boost::json::value value, Millis at) {
    lost_[field] = {std::move(value), at};
}

void EditLog::wrote_the_same(const Field& field) {
    if (const auto edit = standing(field); edit && !edits_[*edit].applied()) edits_[*edit].blurred = true;
}

void EditLog::redated(std::size_t number, Millis at) {
    Edit& edit = edits_[number];
    if (!edit.applied()) edit.late = std::max(edit.late, as_told(at, edit.precision));
}

void EditLog::shown(std::size_t number, Millis dated, Millis now, bool said) {
    Edit& edit = edits_[number];
    if (edit.applied()) return;
    if (as_told(dated, edit.precision) > now + kBelieved) {
        edit.skewed = true;
        edit.early = std::min(edit.early, now);
    }
    if (!said || edit.told) return;
    edit.told = true;
    to_apply_.push_back(number);
}

void EditLog::all_applied() {
    ++moment_;
    for (const std::size_t number : to_apply_) edits_[number].applied_by = moment_;
    to_apply_.clear();
}

std::optional<std::size_t> EditLog::when_removed(const std::string& record) const {
    const auto it = removed_.find(record);
    return it == removed_.end() ? std::nullopt : std::optional(it->second);
}

std::vector<const Edit*> EditLog::of(const Field& field) const {
    std::vector<const Edit*> out;
    if (const auto it = fields_.find(field); it != fields_.end())
        for (const std::size_t number : it->second) out.push_back(&edits_[number]);
    return out;
}

}  // namespace crosswalk::simulation
