// connector/app/config/config_service.h - the entries about the service itself. Of this room alone.
#pragma once

#include "connector/app/config/yaml_section.h"

namespace crosswalk {

inline constexpr std::size_t kMaxConfig = 1'048'576;

// Where it listens, its store and keys, TLS, the mapping's folder and how long writes linger.
void read_service(YamlReading&, YamlSection& top, Config&);

}  // namespace crosswalk
