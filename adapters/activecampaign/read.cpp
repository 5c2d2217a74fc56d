// adapters/activecampaign/read.cpp
