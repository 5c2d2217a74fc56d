#include "tests/support/customerio_double.h"

#include "connector/crypto/crypto.h"
#include "tests/support/email_tool.h"

namespace crosswalk::doubles {

namespace json = boost::json;

CustomerIoDouble::CustomerIoDouble(std::string app_key, std::string site_id, std::string track_key, int port)
    : app_key_(std::move(app_key)), track_login_("Basic " + crypto::base64(site_id + ":" + track_key)) {
    start(port);
}

CustomerIoDouble::~CustomerIoDouble() {
    webhooks_.stop();
    stop();
}

CustomerIoDouble::Person* CustomerIoDouble::find(const std::string& who) {
    for (auto& [cio_id, one] : people_)
        if ((!one.id.empty() && one.id == who) || "cio_" + cio_id == who || cio_id == who ||
            (!who.empty() && same_text(text_of(one.attributes, "email"), who)))
            return &one;
    return nullptr;
}

Answer CustomerIoDouble::answer(const Call& call) {
    const auto parts = path_parts(call.path);
    if (parts.size() >= 2 && parts[0] == "v1" && parts[1] == "customers") {
        if (call.header("Authorization") != "Bearer " + app_key_)
            return said(401, {{"errors", json::array{json::object{{"detail", "unauthorized"}, {"status", 401}}}}});
        return app_calls(call, {parts.begin() + 2, parts.end()});
    }
    if (parts.size() != 4 || parts[0] != "api") return unplanned();
    if (call.header("Authorization") != track_login_) return said(401, {{"meta", {{"error", "unauthorized"}}}});
    if (parts[2] == "accounts") return said(200, {{"url", "https://track.customer.io"}, {"region", "us"}});
    if (parts[2] != "customers" || call.method != "PUT") return unplanned();
    return identify(call, parts[3]);
}

Answer CustomerIoDouble::app_calls(const Call& call, const std::vector<std::string>& parts) const {
    if (parts.empty()) {
        json::array rows;
        if (const auto one = person(call.asked("email").value_or("")))
            rows.push_back(json::object{
                {"id", one->id.empty() ? json::value() : json::value(one->id)},
                {"email", text_of(one->attributes, "email")},
                {"cio_id", one->cio_id}});
        return said(200, {{"results", std::move(rows)}});
    }
    if (parts.size() != 2 || parts[1] != "attributes") return unplanned();
    const auto one = person(parts[0]);
    if (!one) return said(404, {{"errors", json::array{json::object{{"detail", "not found"}, {"status", 404}}}}});
    json::object attributes;  // as texts
    for (const auto& [name, value] : one->attributes)
        attributes[name] = value.is_string() ? value : json::value(json::serialize(value));
    return said(
        200,
        {{"customer",
          {{"id", one->id.empty() ? one->cio_id : one->id},
           {"attributes", std::move(attributes)},
           {"unsubscribed", one->unsubscribed}}}}
    );
}

// Yes to everything that is JSON. Whatever is not true subscribes.
Answer CustomerIoDouble::identify(const Call& call, const std::string& who) {
    const auto parsed = parse_json(call.body);
    if (!parsed || !parsed->is_object()) return said(400, {{"meta", {{"error", "invalid JSON"}}}});
    const auto& body = parsed->get_object();
    Person* one = find(who);
    const auto* update = member(body, "_update");
    if (one == nullptr && update != nullptr && *update == json::value(true)) return said(200, {});
    if (one == nullptr) {
        const auto cio_id = "d9c1" + std::to_string(next_++);
        one = &people_[cio_id];
        one->cio_id = cio_id;
        if (may_be_address(who)) one->attributes["email"] = who;
        else one->id = who;
    }
    for (const auto& [name, value] : body)
        if (name == "unsubscribed")
            one->unsubscribed = value == json::value(true) || value == json::value("true") || value == json::value(1);
        else if (name != "_update" && name != ignored_) {
            if (value == json::value("")) one->attributes.erase(name);
            else one->attributes[name] = value;
        }
    return said(200, {});
}

void CustomerIoDouble::add_person(const std::string& id, const json::object& attributes) {
    const std::scoped_lock lock(mutex_);
    const auto cio_id = "d9c1" + std::to_string(next_++);
    people_[cio_id] = {.id = id, .cio_id = cio_id, .attributes = attributes};
}

void CustomerIoDouble::delete_person(const std::string& id) {
    const std::scoped_lock lock(mutex_);
    if (const auto* one = find(id)) people_.erase(std::string(one->cio_id));
}

void CustomerIoDouble::unsubscribe(const std::string& id) {
    const std::scoped_lock lock(mutex_);
    find(id)->unsubscribed = true;
    const auto email = text_of(find(id)->attributes, "email");
    tell(
        {{"object_type", "customer"},
         {"metric", "unsubscribed"},
         {"data", {{"customer_id", id}, {"email_address", email}}}}
    );
}

void CustomerIoDouble::report(const std::string& id, const std::string& metric, json::object more) {
    const std::scoped_lock lock(mutex_);
    more["customer_id"] = id;
    more["recipient"] = text_of(find(id)->attributes, "email");
    tell({{"object_type", "email"}, {"metric", metric}, {"data", std::move(more)}});
}

void CustomerIoDouble::run_campaign(const std::string& id, const std::string& attribute) {
    const std::scoped_lock lock(mutex_);
    const auto* one = find(id);
    tell({{"customer_id", id}, {"email", text_of(one->attributes, "email")}, {attribute, one->attributes.at(attribute)}});
}

void CustomerIoDouble::ignore(std::string attribute) {
    const std::scoped_lock lock(mutex_);
    ignored_ = std::move(attribute);
}

std::optional<CustomerIoDouble::Person> CustomerIoDouble::person(const std::string& id_or_email) const {
    const std::scoped_lock lock(mutex_);
    const auto* one = const_cast<CustomerIoDouble*>(this)->find(id_or_email);
    return one == nullptr ? std::nullopt : std::optional(*one);
}

std::size_t CustomerIoDouble::person_count() const {
    const std::scoped_lock lock(mutex_);
    return people_.size();
}

void CustomerIoDouble::send_webhooks_to(std::string url, std::string signing_key, std::string campaign_secret) {
    const std::scoped_lock lock(mutex_);
    campaign_secret_ = std::move(campaign_secret);
    hook_url_ = std::move(url);
    hook_key_ = std::move(signing_key);
}

void CustomerIoDouble::tell(json::object body) {
    if (hook_url_.empty()) return;
    if (body.contains("metric")) {
        body["event_id"] = "01E4" + std::to_string(next_++);
        body["timestamp"] = now_ms() / 1000;
    }
    const auto secret = body.contains("metric") ? std::string() : campaign_secret_;
    webhooks_.send([this, text = json::serialize(body), url = hook_url_, key = hook_key_, secret](int) {
        const auto time = std::to_string(now_ms() / 1000);
        Hook hook{.url = url, .body = text};
        if (!secret.empty()) {
            hook.headers = {{"X-Crosswalk-Secret", secret}};
            return hook;
        }
        hook.headers = {
            {"X-CIO-Timestamp", time},
            {"X-CIO-Signature", crypto::hex(crypto::hmac_sha256(key, "v0:" + time + ":" + text))}};
        return hook;
    });
}

}  // namespace crosswalk::doubles
