// tests/support/doubles_control.h - all vendors in one process, with an HTTP door for scripts.
//
//   GET  /_control/state    every record and every call, as JSON
//   GET  /_control/writes   how many calls changed something, by vendor
//   POST /_control/hooks    {"salesforce":{"url"},"hubspot":{"url","secret","signed_url"},"activecampaign":{"url"},
//                           "brevo":{"url","secret"},"klaviyo":{"url","secret"},"mailchimp":{"url","secret"},"mailerlite":{"url","secret"}}
//   POST /_control/fail     {"vendor","path","status","body"?,"always"?}   the next such call, or all from now on
//   POST /_control/forget   the calls so far
//   POST /_control/send     {"vendor","body"}   a body of one's own, to where its webhooks go, signed as it signs
//
// What people do, each as POST /_control/ACT {"vendor", ...}. WHO is "id" or "email"; "kind" is Salesforce's Lead
// (default) or Contact; "silent": HubSpot's webhook never comes. The answer is {"done":true} and, where a record came
// to be, its "id".
//   score    {"email","value","fire"?}    ActiveCampaign; fire: post the automation webhook
//   create   {"kind"?,"fields","id"?}
//   edit     {WHO,"kind"?,"fields","user"?,"silent"?}
//   delete   {WHO,"kind"?}
//   restore  {"id","kind"?}               Salesforce, HubSpot
//   erase    {WHO}                        HubSpot: on the person's wish, for good
//   merge    {"winner","loser","kind"?,"fields"?,"new_record"?,"silent"?}   new_record: HubSpot mints a new id
//   convert  {WHO,"into"?,"opportunity"?,"custom_fields"?}                  Salesforce: a lead to its contact
//   opt_out  {WHO,"list"?,"silent"?}
//   opt_in   {WHO,"list"?,"form"?,"silent"?}
//   hide     {"field","kind"?}            show {"field","kind"?}            Salesforce, HubSpot
//   rename   {"score","to"}               ActiveCampaign
//   field    {"name","kind"?,"label"?,"type"?,"field_type"?,"options"?,"unique"?,"length"?,"precision"?,"scale"?}
//   refuse   {"field","holds"?,"message","code"?,"fields"?,"kind"?}         Salesforce's rules; without "field": no more
#pragma once

#include "tests/support/activecampaign_double.h"
#include "tests/support/brevo_double.h"
#include "tests/support/hubspot_double.h"
#include "tests/support/klaviyo_double.h"
#include "tests/support/mailchimp_double.h"
#include "tests/support/mailerlite_double.h"
#include "tests/support/salesforce_double.h"
#include "tests/support/slack_double.h"

namespace crosswalk::doubles {

struct DoublesOptions {
    int control_port{};
    int salesforce_port{};
    int hubspot_port{};
    int activecampaign_port{};
    int mailerlite_port{};
    int mailchimp_port{};
    int brevo_port{};
    int klaviyo_port{};
    int slack_port{};
    SalesforceDouble::Login salesforce{};
    std::string hubspot_token{"pat-na1-demo"};
    std::string activecampaign_token{"ac-demo-key"};
    std::string mailerlite_token{"ml-demo-token"};
    std::string mailchimp_key{"mc-demo-key-us6"}, mailchimp_audience{"a6b5da1054"};
    std::string brevo_key{"xkeysib-demo"}, klaviyo_key{"pk_demo"};
    std::string slack_token{"xoxb-demo"};
};

class DoublesControl final : public VendorDouble {
public:
    explicit DoublesControl(const DoublesOptions&);
    ~DoublesControl() override;

    // Ann Lee, known to all tools, her Salesforce lead owned by Sales; and two who must stay untouched.
    void seed();
    // {"control": URL, "salesforce": URL, ...}
    boost::json::object urls() const;

    SalesforceDouble& salesforce() { return salesforce_; }
    HubSpotDouble& hubspot() { return hubspot_; }
    ActiveCampaignDouble& activecampaign() { return activecampaign_; }
    MailerLiteDouble& mailerlite() { return mailerlite_; }
    MailchimpDouble& mailchimp() { return mailchimp_; }
    BrevoDouble& brevo() { return brevo_; }
    KlaviyoDouble& klaviyo() { return klaviyo_; }
    SlackDouble& slack() { return slack_; }  // with the people U0AN, U0BINH and U0CHI and the channel C0OPS

private:
    Answer answer(const Call&) override;
    boost::json::object state() const;
    boost::json::object mailchimp_state() const;
    boost::json::object brevo_state() const;
    boost::json::object klaviyo_state() const;
    boost::json::object slack_state() const;
    boost::json::object writes() const;
    bool set_hooks(const boost::json::object&);
    bool fail(const boost::json::object&);
    bool forget(const boost::json::object&);
    VendorDouble* vendor(const std::string& name);

    SalesforceDouble salesforce_;
    HubSpotDouble hubspot_;
    ActiveCampaignDouble activecampaign_;
    MailerLiteDouble mailerlite_;
    MailchimpDouble mailchimp_;
    BrevoDouble brevo_;
    KlaviyoDouble klaviyo_;
    SlackDouble slack_;
};

}  // namespace crosswalk::doubles
