#include "connector/app/cli.h"

#include <unistd.h>

#include <exception>
#include <iostream>

int main(int argc, char** argv) {
    const bool interactive = ::isatty(STDIN_FILENO) == 1 && ::isatty(STDOUT_FILENO) == 1;
    try {
        return crosswalk::run_cli({argv + 1, argv + argc}, {std::cin, std::cout, std::cerr, interactive});
    } catch (const std::exception& error) {
        std::cerr << "program.failed: " << error.what() << " Report this.\n";
        return 1;
    }
}
