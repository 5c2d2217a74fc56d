// connector/app/admin/refused.h - the deliveries that were refused at the public edge, for people and programs.
#pragma once

#include "connector/io/metrics_prometheus/exposition.h"
#include "webhooks/intake/intake.h"

#include <boost/json.hpp>

namespace crosswalk {

boost::json::object json_of(const RefusedDeliveries&);
// One line for each connection, with what to do about the last one; empty where nothing was refused.
std::string refused_lines(const RefusedByConnection&);
MetricFamily refused_family(const RefusedByConnection&);

}  // namespace crosswalk
