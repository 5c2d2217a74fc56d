// adapters/salesforce/read.cpp
