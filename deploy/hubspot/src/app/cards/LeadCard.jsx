import React from 'react';
import { Flex, Link, Text, hubspot } from '@hubspot/ui-extensions';
import { CrmPropertyList, useCrmProperties } from '@hubspot/ui-extensions/crm';

const CONSOLE = 'https://crosswalk-console.example.com'; // yours: the admin address, as your people reach it

const SHOWN = [
  'crosswalk_stage',
  'hubspot_owner_id',
  'crosswalk_answer_by',
  'crosswalk_lead_score',
  'hs_analytics_source',
  'crosswalk_reject_reason',
];

const LeadCard = () => {
  const { properties } = useCrmProperties(['crosswalk_id']);
  const id = properties?.crosswalk_id;
  return (
    <Flex direction="column" gap="small">
      <CrmPropertyList properties={SHOWN} direction="row" />
      {id ? (
        <Link href={`${CONSOLE}/#/person/${encodeURIComponent(id)}`}>Why? Open this person in Crosswalk</Link>
      ) : (
        <Text>Crosswalk does not know this contact yet.</Text>
      )}
    </Flex>
  );
};

hubspot.extend(() => <LeadCard />);
