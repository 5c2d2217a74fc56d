// adapters/salesforce/describe.cpp
