// deploy/cmake/test_prefix.h - the same for tests.
#pragma once

#include "prefix.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
