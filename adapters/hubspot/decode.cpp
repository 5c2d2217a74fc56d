// adapters/hubspot/decode.cpp
