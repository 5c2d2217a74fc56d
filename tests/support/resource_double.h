// tests/support/resource_double.h - a REST tool that is nothing but facts: one resource below one path, found by a
// parameter, listed by cursor or by offset, written as JSON. For tools that are declared, not programmed.
#pragma once

#include <map>

#include "tests/support/hook_sender.h"
#include "tests/support/vendor_double.h"

namespace crosswalk::doubles {

struct ResourceFacts {
    Pairs credentials{};                       // headers that every call must have
    std::string probe_path{};                  // answered with `probe`
    boost::json::value probe{};
    std::string path{};                        // "/people"
    std::string list_key{}, record_key{};      // around a list, around one record; an empty one: it stands alone
    std::string match_parameter{}, since_parameter{}, rows_parameter{};
    std::string cursor_parameter{}, offset_parameter{}, next_key{};
    std::string updated_key{};                 // of a record
    bool seconds = false;                      // its times are epoch seconds, else ISO 8601
    boost::json::value not_found{}, bad_value{};  // bodies of 404 and 422
    std::vector<std::string> read_only{};      // what a write may not name
    bool writable = true;
    std::string signature_header{}, secret{};  // "t=TIME,v1=HEX" over "TIME.BODY"
};

class ResourceDouble final : public VendorDouble {
public:
    explicit ResourceDouble(ResourceFacts facts, int port = 0);
    ~ResourceDouble() override;

    // Story: a person in the tool does it. The record is as the tool shows it, with "id" and "email".
    void add(boost::json::object record);
    void edit(const std::string& id, const boost::json::object& changes);
    void remove(const std::string& id);
    boost::json::object record(const std::string& id) const;  // empty when it is gone
    std::size_t size() const;

    // Posts this to where `send_webhooks_to` said; JSON is signed where the facts say how.
    void send_webhooks_to(std::string url);
    void post_json(const boost::json::value& body);
    void post_form(const Pairs& body);
    const HookSender& webhooks() const { return webhooks_; }

private:
    Answer answer(const Call&) override;
    Answer list(const Call&) const;
    Answer write(const Call&, const std::string& id);
    Answer shown(int status, const boost::json::object& record) const;
    void stamp(boost::json::object& record) const;
    bool is_since(const boost::json::object& record, const std::string& since) const;

    const ResourceFacts facts_;
    std::map<std::string, boost::json::object> records_{};
    std::int64_t next_id_{100};
    std::string hook_url_{};
    HookSender webhooks_{4};
};

}  // namespace crosswalk::doubles
