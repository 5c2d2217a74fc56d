// connector/app/cli/cli.h - the command line.
#pragma once

#include <istream>
#include <ostream>
#include <string>
#include <vector>

namespace crosswalk {

// What a command line talks to. `interactive`: a person sits at both ends and may be asked.
struct Terminal {
    std::istream& in;
    std::ostream& out;
    std::ostream& err;
    bool interactive = false;
};

// Runs one command line (without the program's name). The exit status: 0 fine, 1 not fine, 2 usage.
int run_cli(std::vector<std::string> arguments, Terminal);

}  // namespace crosswalk
