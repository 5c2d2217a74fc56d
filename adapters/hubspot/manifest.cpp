// adapters/hubspot/manifest.cpp
