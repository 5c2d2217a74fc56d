#include "adapters/registry.h"

#include "adapters/activecampaign/activecampaign.h"
#include "adapters/amazon_ses/amazon_ses.h"
#include "adapters/brevo/brevo.h"
#include "adapters/customerio/customerio.h"
#include "adapters/hubspot/hubspot.h"
#include "adapters/klaviyo/klaviyo.h"
#include "adapters/mailchimp/mailchimp.h"
#include "adapters/mailerlite/mailerlite.h"
#include "adapters/mailgun/mailgun.h"
#include "adapters/marketo/marketo.h"
#include "adapters/pagerduty/pagerduty.h"
#include "adapters/postmark/postmark.h"
#include "adapters/salesforce/salesforce.h"
#include "adapters/sendgrid/sendgrid.h"
#include "adapters/slack/slack.h"
#include "adapters/smtp/smtp.h"
#include "adapters/standard_webhooks/standard_webhooks.h"
#include "adapters/teams/teams.h"
#include "adapters/telegram/telegram.h"
#include "adapters/zalo/zalo.h"

#include <algorithm>
#include <array>

namespace crosswalk {

std::span<const Adapter* const> all_adapters() {
    static const std::array all{
        &activecampaign_adapter(),
        &amazon_ses_adapter(),
        &brevo_adapter(),
        &customerio_adapter(),
        &hubspot_adapter(),
        &klaviyo_adapter(),
        &mailchimp_adapter(),
        &mailerlite_adapter(),
        &mailgun_adapter(),
        &marketo_adapter(),
        &pagerduty_adapter(),
        &postmark_adapter(),
        &salesforce_adapter(),
        &sendgrid_adapter(),
        &slack_adapter(),
        &smtp_adapter(),
        &standard_webhooks_adapter(),
        &teams_adapter(),
        &telegram_adapter(),
        &zalo_adapter(),
    };
    return all;
}

const Adapter* find_adapter(std::string_view vendor) {
    const auto all = all_adapters();
    const auto it = std::ranges::find_if(all, [&](const Adapter* a) { return a->manifest.vendor == vendor; });
    return it == all.end() ? nullptr : *it;
}

}  // namespace crosswalk
