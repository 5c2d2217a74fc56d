// adapters/hubspot/write.cpp
