// webhooks/verify/schemes.h - each way of proving that a delivery is the vendor's own. Of this room alone.
#pragma once

#include "webhooks/verify/delivery_values.h"

namespace crosswalk {

struct Asked {
    const Webhook& webhook;
    const WebhookEndpoint& hook;
    DeliveryValues& values;
    const VerifyContext& context;
};

Verification forged(std::string_view code, std::string reason);
std::string in_quotes(std::string_view);

// Those of a setting; none when it is not set.
const SecretList& secrets_of(const WebhookEndpoint&, std::string_view setting);
bool is_any_set(const SecretList&);

// Whether the delivery tries to prove itself in this way.
bool is_present(const SecretInPath&, const Asked&);
bool is_present(const SecretInHeader&, const Asked&);
bool is_present(const BasicLogin&, const Asked&);
bool is_present(const Signature&, const Asked&);

// The secret setting that this way stands or falls with.
std::string_view setting_of(const Scheme&);

Verification judge(const SecretInPath&, const Asked&);
Verification judge(const SecretInHeader&, const Asked&);
Verification judge(const BasicLogin&, const Asked&);
Verification judge(const Signature&, const Asked&);

// Whether a head can be that of a genuine delivery.
bool may_be_genuine(const Signature&, const Asked&);

}  // namespace crosswalk
