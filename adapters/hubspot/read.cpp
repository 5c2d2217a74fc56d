// adapters/hubspot/read.cpp
