// adapters/salesforce/manifest.cpp
