// webhooks/intake/new_event.h - a proven request as an event of the journal.
#pragma once

#include "connector/crypto/scrubber.h"
#include "connector/ports/store.h"
#include "webhooks/route/endpoints.h"
#include "webhooks/server/http_server.h"

namespace crosswalk {

// With the headers that the vendor's manifest keeps, the secret in the path redacted, and the session ids that a body
// carries taken out. The id of the delivery stands where the manifest says.
NewEvent event_of(ServerRequest&&, const WebhookEndpoint&, Millis now);

// Takes our own secrets out, wherever the vendor quotes them.
void take_out_secrets(Delivery&, const crypto::Scrubber&);

}  // namespace crosswalk
