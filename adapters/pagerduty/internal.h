// adapters/pagerduty/internal.h - what the files here share.
#pragma once

#include "adapters/pagerduty/pagerduty.h"

namespace crosswalk::pagerduty {

Operation<NoticeBatch, WriteReport> notify_operation();

}  // namespace crosswalk::pagerduty
