// adapters/sendgrid/sendgrid.h - SendGrid as Crosswalk knows it: marketing contacts, what became of mail, and who may
// not be written to.
#pragma once

#include "connector/contract/adapter.h"

namespace crosswalk {

// The one and only; never destroyed before the program ends.
const Adapter& sendgrid_adapter();

}  // namespace crosswalk
