// adapters/activecampaign/manifest.cpp
