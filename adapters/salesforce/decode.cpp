// adapters/salesforce/decode.cpp
