// adapters/salesforce/write.cpp
