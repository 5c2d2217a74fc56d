#include "tests/support/resource_double.h"

#include <algorithm>

#include "connector/crypto/crypto.h"
#include "tests/support/email_tool.h"

namespace crosswalk::doubles {

namespace json = boost::json;

namespace {

// Objects are merged, everything else is replaced.
void merge_into(json::object& whole, const json::object& changes) {
    for (const auto& [key, value] : changes) {
        auto* there = whole.if_contains(key);
        if (there != nullptr && there->is_object() && value.is_object())
            merge_into(there->get_object(), value.get_object());
        else
            whole[key] = value;
    }
}

Answer bare(int status, const json::value& body) { return {.status = status, .body = json::serialize(body)}; }

}  // namespace

ResourceDouble::ResourceDouble(ResourceFacts facts, int port) : facts_(std::move(facts)) { start(port); }

ResourceDouble::~ResourceDouble() {
    webhooks_.stop();
    stop();
}

void ResourceDouble::stamp(json::object& record) const {
    record[facts_.updated_key] = facts_.seconds ? json::value(now_ms() / 1000) : json::value(utc_time(now_ms()));
}

void ResourceDouble::add(json::object record) {
    const std::scoped_lock lock(mutex_);
    stamp(record);
    records_[text_of(record, "id")] = std::move(record);
}

void ResourceDouble::edit(const std::string& id, const json::object& changes) {
    const std::scoped_lock lock(mutex_);
    merge_into(records_.at(id), changes);
    stamp(records_.at(id));
}

void ResourceDouble::remove(const std::string& id) {
    const std::scoped_lock lock(mutex_);
    records_.erase(id);
}

json::object ResourceDouble::record(const std::string& id) const {
    const std::scoped_lock lock(mutex_);
    const auto it = records_.find(id);
    return it == records_.end() ? json::object{} : it->second;
}

std::size_t ResourceDouble::size() const {
    const std::scoped_lock lock(mutex_);
    return records_.size();
}

Answer ResourceDouble::shown(int status, const json::object& record) const {
    if (facts_.record_key.empty()) return bare(status, record);
    return said(status, {{facts_.record_key, record}});
}

bool ResourceDouble::is_since(const json::object& record, const std::string& since) const {
    const json::value& at = record.at(facts_.updated_key);
    if (facts_.seconds) return at.to_number<std::int64_t>() >= std::stoll(since);
    return parse_time(std::string(at.as_string())) >= parse_time(since);
}

Answer ResourceDouble::list(const Call& call) const {
    std::vector<const json::object*> all;
    const auto email = call.asked(facts_.match_parameter), since = call.asked(facts_.since_parameter);
    for (const auto& [id, record] : records_)
        if ((!email || same_text(text_of(record, "email"), *email)) && (!since || is_since(record, *since)))
            all.push_back(&record);
    const auto rows = asked_number(call, facts_.rows_parameter, 25);
    std::size_t from = 0;
    if (!facts_.offset_parameter.empty()) {
        std::ranges::stable_sort(all, [&](const json::object* a, const json::object* b) {
            return json::serialize(a->at(facts_.updated_key)) > json::serialize(b->at(facts_.updated_key));
        });
        from = asked_number(call, facts_.offset_parameter, 0);
    } else if (const auto cursor = call.asked(facts_.cursor_parameter)) {
        while (from < all.size() && text_of(*all[from], "id") <= *cursor) ++from;
    }
    json::array page;
    for (std::size_t i = from; i < all.size() && page.size() < rows; ++i) page.push_back(*all[i]);
    json::object out;
    if (!facts_.next_key.empty())
        out[facts_.next_key] = from + page.size() < all.size() ? page.back().at("id") : json::value();
    out[facts_.list_key] = std::move(page);
    return said(200, out);
}

// An upsert by address, or of one who is known.
Answer ResourceDouble::write(const Call& call, const std::string& id) {
    const auto parsed = parse_json(call.body);
    const auto body = parsed && parsed->is_object() ? parsed->get_object() : json::object{};
    const bool forbidden = std::ranges::any_of(facts_.read_only, [&](const auto& key) { return body.contains(key); });
    if (forbidden || (body.contains("email") && !may_be_address(text_of(body, "email")))) return bare(422, facts_.bad_value);
    auto known = records_.find(id);
    if (id.empty()) {
        if (!body.contains("email")) return bare(422, facts_.bad_value);
        known = std::ranges::find_if(records_, [&](const auto& one) {
            return same_text(text_of(one.second, "email"), text_of(body, "email"));
        });
    }
    const bool is_new = known == records_.end();
    if (is_new) {
        const auto fresh = "n" + std::to_string(next_id_++);
        known = records_.emplace(fresh, json::object{{"id", fresh}}).first;
    }
    merge_into(known->second, body);
    stamp(known->second);
    return shown(is_new ? 201 : 200, known->second);
}

Answer ResourceDouble::answer(const Call& call) {
    for (const auto& [name, value] : facts_.credentials)
        if (call.header(name) != value) return said(401, {{"error", "who are you"}});
    if (call.path == facts_.probe_path && call.method == "GET") return bare(200, facts_.probe);
    if (!call.path.starts_with(facts_.path)) return unplanned();
    const auto id = decode_path(call.path.substr(std::min(call.path.size(), facts_.path.size() + 1)));
    const bool writes = call.method == "POST" || call.method == "PATCH" || call.method == "PUT";
    if (writes && !facts_.writable) return unplanned();
    if (id.empty()) return writes ? write(call, "") : list(call);
    if (!records_.contains(id)) return bare(404, facts_.not_found);
    return writes ? write(call, id) : shown(200, records_.at(id));
}

void ResourceDouble::send_webhooks_to(std::string url) {
    const std::scoped_lock lock(mutex_);
    hook_url_ = std::move(url);
}

void ResourceDouble::post_json(const json::value& body) {
    const std::scoped_lock lock(mutex_);
    Hook hook{.url = hook_url_, .body = json::serialize(body)};
    webhooks_.send([hook, this](int) mutable {
        const auto time = std::to_string(now_ms() / 1000);
        if (!facts_.signature_header.empty())
            hook.headers = {
                {facts_.signature_header,
                 "t=" + time + ",v1=" + crypto::hex(crypto::hmac_sha256(facts_.secret, time + "." + hook.body))}};
        return hook;
    });
}

void ResourceDouble::post_form(const Pairs& body) {
    const std::scoped_lock lock(mutex_);
    Hook hook{.url = hook_url_, .content_type = "application/x-www-form-urlencoded", .body = form_body(body)};
    webhooks_.send([hook](int) { return hook; });
}

}  // namespace crosswalk::doubles
