# One function for every room of the house, so that they are all built alike.
add_library(crosswalk_settings INTERFACE)
target_include_directories(crosswalk_settings INTERFACE "${PROJECT_SOURCE_DIR}")
target_compile_options(crosswalk_settings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wno-missing-field-initializers)
target_compile_definitions(crosswalk_settings INTERFACE BOOST_ALLOW_DEPRECATED_HEADERS)
if(CROSSWALK_WERROR)
  target_compile_options(crosswalk_settings INTERFACE -Werror)
endif()
if(CROSSWALK_SANITIZE)
  # A sanitized program that can be loaded anywhere has a million addresses to put right at each start, and tests
  # start it a thousand times.
  add_compile_options(-fno-pie)
  add_link_options(-no-pie)
  # g++ 12 warns about libstdc++'s own std::regex, and Asio's fences, only when it instruments them.
  target_compile_options(crosswalk_settings INTERFACE -Wno-maybe-uninitialized)
  # Address sanitizer sees a null pointer too, and the other three cost a quarter of the time of a build: only --long
  # looks for these (decision 0073).
  if("undefined" IN_LIST CROSSWALK_SANITIZE AND NOT DEFINED ENV{CROSSWALK_LONG})
    set(CROSSWALK_NOT_LOOKED_FOR -fno-sanitize=null,alignment,vptr,object-size)
  endif()
  if("thread" IN_LIST CROSSWALK_SANITIZE)
    target_compile_options(crosswalk_settings INTERFACE -Wno-tsan)
  endif()
endif()
foreach(sanitizer IN LISTS CROSSWALK_SANITIZE)
  add_compile_options(-fsanitize=${sanitizer} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${sanitizer})
endforeach()
add_compile_options(${CROSSWALK_NOT_LOOKED_FOR})
if(CROSSWALK_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()

# The outside headers that nearly every file includes are compiled once, which saves about two seconds a file; rooms and
# tests share one precompiled header each. No file may rely on it: each includes what it uses.
set(CROSSWALK_PREFIX <boost/json.hpp> <boost/system/result.hpp>
  <algorithm> <array> <atomic> <charconv> <chrono> <condition_variable> <deque> <filesystem>
  <fstream> <functional> <map> <memory> <mutex> <optional> <set> <span> <sstream> <string>
  <string_view> <thread> <utility> <variant> <vector>)
target_link_libraries(crosswalk_settings INTERFACE Boost::json Boost::system)
add_compile_options(-fpch-preprocess)  # ccache needs it
add_library(crosswalk_prefix OBJECT deploy/cmake/prefix.cpp)
target_link_libraries(crosswalk_prefix PRIVATE crosswalk_settings)
target_precompile_headers(crosswalk_prefix PRIVATE ${CROSSWALK_PREFIX})

option(CROSSWALK_UNITY "compile the files of a room together: a whole build takes a third of the time" ON)
set(CMAKE_UNITY_BUILD_BATCH_SIZE 20)

# crosswalk_room(NAME LIBS...): a static library of all .cpp files in the current folder and below.
function(crosswalk_room name)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  if(sources)
    add_library(crosswalk_${name} STATIC ${sources})
    target_link_libraries(crosswalk_${name} PUBLIC crosswalk_settings ${ARGN})
    target_precompile_headers(crosswalk_${name} REUSE_FROM crosswalk_prefix)
    set_target_properties(crosswalk_${name} PROPERTIES UNITY_BUILD ${CROSSWALK_UNITY})
  else()
    add_library(crosswalk_${name} INTERFACE)
    target_link_libraries(crosswalk_${name} INTERFACE crosswalk_settings ${ARGN})
  endif()
endfunction()

# crosswalk_adapter(VENDOR FILES...): a vendor folder holds these roles, each in a file of its name, or it does not build.
function(crosswalk_adapter vendor)
  crosswalk_vendor_folder(${vendor} manifest.cpp decode.cpp describe.cpp write.cpp read.cpp changes.cpp ${ARGN})
endfunction()

# crosswalk_channel(VENDOR FILES...): the same for a notification channel.
function(crosswalk_channel vendor)
  crosswalk_vendor_folder(${vendor} manifest.cpp notify.cpp ${ARGN})
endfunction()

function(crosswalk_vendor_folder vendor)
  add_library(crosswalk_adapter_${vendor} STATIC ${ARGN})
  target_link_libraries(crosswalk_adapter_${vendor} PUBLIC crosswalk_contract)
  target_precompile_headers(crosswalk_adapter_${vendor} REUSE_FROM crosswalk_prefix)
  set_target_properties(crosswalk_adapter_${vendor} PROPERTIES UNITY_BUILD ${CROSSWALK_UNITY})
endfunction()

# crosswalk_test_code(TARGET): test code runs once a build, so it is not optimized, and undefined behaviour is looked for
# in what it tests alone: that takes a third less time to compile.
function(crosswalk_test_code target)
  target_compile_options(${target} PRIVATE -O0 -fno-sanitize=undefined)
  target_link_libraries(${target} PRIVATE GTest::gtest GTest::gmock)
  target_precompile_headers(${target} REUSE_FROM crosswalk_test_prefix)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${CROSSWALK_UNITY} UNITY_BUILD_BATCH_SIZE 6)
endfunction()

# crosswalk_tool_code(TARGET): a program of the tests or a benchmark, optimized where it is measured and not where it is only
# checked. What it looks for is in the rooms it links, which keep all their checks.
function(crosswalk_tool_code target)
  if(CROSSWALK_SANITIZE)
    target_compile_options(${target} PRIVATE -O0 -fno-sanitize=undefined)
  endif()
endfunction()

# crosswalk_test(NAME LIBS... [ALONE] [SERIAL PATTERN]): one test program of all .cpp files in the current folder. Its
# tests run in one process: starting one for each costs ten minutes. ALONE: each has a process, beside others; for those that
# start programs and wait. SERIAL: those of this name run alone on the machine, since they hold an answer to its time.
# How many passed is read from what gtest writes to results/. A name of one file is a name of its room: files are compiled together.
function(crosswalk_test name)
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  if(NOT sources)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 test "ALONE" "SERIAL" "")
  add_executable(test_${name} ${sources})
  target_link_libraries(test_${name} PRIVATE
    crosswalk_settings ${test_UNPARSED_ARGUMENTS} GTest::gtest GTest::gmock GTest::gtest_main)
  crosswalk_test_code(test_${name})
  target_compile_definitions(test_${name} PRIVATE
    CROSSWALK_SOURCE_DIR="${PROJECT_SOURCE_DIR}" CROSSWALK_BINARY_DIR="${PROJECT_BINARY_DIR}")
  if(test_SERIAL)
    gtest_discover_tests(test_${name} TEST_FILTER "${test_SERIAL}" DISCOVERY_TIMEOUT 60
      PROPERTIES TIMEOUT 300 RUN_SERIAL ON ENVIRONMENT TMPDIR=/var/tmp)  # on a disk, as in life
  endif()
  if(test_ALONE)
    gtest_discover_tests(test_${name} DISCOVERY_TIMEOUT 60 PROPERTIES TIMEOUT 300)
  else()
    add_test(NAME room.${name} COMMAND test_${name} --gtest_brief=1 "--gtest_filter=*-${test_SERIAL}"
      "--gtest_output=xml:${PROJECT_BINARY_DIR}/results/${name}.xml")
    set_tests_properties(room.${name} PROPERTIES TIMEOUT 900)
  endif()
endfunction()
