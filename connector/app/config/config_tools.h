// connector/app/config/config_tools.h - declared tools: `tool: NAME` of a connection, and mappings/tools/NAME.yaml.
#pragma once

#include "connector/app/config/yaml_section.h"

namespace crosswalk {

// The adapters that an account can name: those of the program by `adapter:`, those that are declared by `tool:`.
struct KnownAdapters {
    std::vector<const Adapter*> built_in{}, declared{};
};

// Reads the declaration that this entry below `connections:` names, once for all of them; what is wrong with it is
// among the reading's findings, under the declaration's own name.
void load_tool(YamlReading&, const YAML::Node& entry, std::span<const Adapter* const> built_in, Config&);

// What an entry names; null, with a finding, where that is none.
const Adapter* read_adapter(YamlReading&, YamlSection& entry, const KnownAdapters&);

}  // namespace crosswalk
