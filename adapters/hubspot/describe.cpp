// adapters/hubspot/describe.cpp
