// adapters/activecampaign/write.cpp
