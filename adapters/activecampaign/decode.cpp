// adapters/activecampaign/decode.cpp
