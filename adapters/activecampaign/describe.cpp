// adapters/activecampaign/describe.cpp
