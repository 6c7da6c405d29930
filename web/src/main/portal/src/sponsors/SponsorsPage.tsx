import { Button, Label } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { Link } from 'react-router';
import { change } from '../api/http';
import { useChange } from '../api/useChange';
import { usePage } from '../api/usePage';
import type { Sponsor, SponsorOffer } from '../api/shapes';
import { Amount } from '../money/Amount';
import { Cell } from '../parts/Cell';
import { Nothing } from '../parts/Nothing';
import { PageHead } from '../parts/PageHead';
import { PagedList } from '../parts/PagedList';
import { Section } from '../parts/Section';
import { Instant } from '../time/Instant';
import { MakeOffer } from './MakeOffer';
import { OpenSponsor } from './OpenSponsor';
import { Rule } from './Rule';
import { offerInWords } from './price';

function OfferRow({ offer }: { offer: SponsorOffer }) {
  const end = useChange({
    send: () => change('DELETE', `/sponsor-offers/${offer.id}`),
    stale: ['sponsors'],
    done: `Ended ${offer.name}`,
    failed: `Could not end ${offer.name}`,
  });
  return (
    <Tr>
      <Cell name="Offer">{offer.name}</Cell>
      <Cell name="Gives">{offerInWords(offer)}</Cell>
      <Cell name="Conditions">
        {offer.conditions.length === 0
          ? 'none'
          : offer.conditions.map((each) => (
              <div key={each}>
                <code>{each}</code>
              </div>
            ))}
      </Cell>
      <Cell name="Since">
        <Instant at={offer.made} />
      </Cell>
      <Cell name="Now" right>
        {offer.ended ? (
          <Label isCompact>Ended</Label>
        ) : (
          <Button
            variant="link"
            isInline
            isDisabled={end.isPending}
            onClick={() => end.mutate()}
            aria-label={`End the offer ${offer.name}`}
          >
            End
          </Button>
        )}
      </Cell>
    </Tr>
  );
}

function OneSponsor({ sponsor }: { sponsor: Sponsor }) {
  const [offering, setOffering] = useState(false);
  const activate = useChange({
    send: () =>
      change<Sponsor>('PUT', `/sponsors/${sponsor.id}`, {
        active: !sponsor.active,
        version: sponsor.version,
      }),
    stale: ['sponsors'],
    done: sponsor.active ? `${sponsor.name} is not asked any more` : `${sponsor.name} is asked`,
    failed: `Could not change ${sponsor.name}`,
  });
  return (
    <div className="ml-charge">
      <h3 className="ml-subhead">
        {sponsor.name}{' '}
        <Label isCompact color={sponsor.active ? 'green' : 'grey'}>
          {sponsor.active ? 'Asked' : 'Not asked'}
        </Label>
      </h3>
      <p>
        Budget left <Amount of={sponsor.budget} />, held for calls <Amount of={sponsor.held} />.{' '}
        <Link to={`/wallets/${sponsor.walletId}`}>Wallet of {sponsor.name}</Link>{' '}
        <Button variant="secondary" size="sm" onClick={() => setOffering(true)}>
          Make an offer
        </Button>{' '}
        <Button
          variant="link"
          size="sm"
          isDisabled={activate.isPending}
          onClick={() => activate.mutate()}
        >
          {sponsor.active ? 'Ask no more' : 'Ask again'}
        </Button>
      </p>
      {sponsor.offers.length === 0 ? (
        <p className="ml-quiet">It offers nothing yet.</p>
      ) : (
        <Table aria-label={`Offers of ${sponsor.name}`} variant="compact" gridBreakPoint="grid-md">
          <Thead>
            <Tr>
              <Th>Offer</Th>
              <Th>Gives</Th>
              <Th>Conditions</Th>
              <Th>Since</Th>
              <Th className="ml-right">Now</Th>
            </Tr>
          </Thead>
          <Tbody>
            {sponsor.offers.map((offer) => (
              <OfferRow key={offer.id} offer={offer} />
            ))}
          </Tbody>
        </Table>
      )}
      {offering && <MakeOffer sponsor={sponsor} onClose={() => setOffering(false)} />}
    </div>
  );
}

/** Third parties who pay for calls: budgets, bids, and the rule that asks them. */
export default function SponsorsPage() {
  const pages = usePage<Sponsor>(['sponsors'], '/sponsors');
  const [opening, setOpening] = useState(false);
  return (
    <>
      <PageHead
        title="Sponsors"
        lead="Third parties who pay for calls: of those whose conditions hold, the best offer wins, as far as its budget goes."
        actions={<Button onClick={() => setOpening(true)}>Open a sponsor</Button>}
      />
      <Rule />
      <Section title="All sponsors">
        <PagedList
          pages={pages}
          what="sponsors"
          empty={<Nothing title="There is no sponsor">The caller or you pay for calls.</Nothing>}
        >
          {(sponsors) => (
            <>
              {sponsors.map((sponsor) => (
                <OneSponsor key={sponsor.id} sponsor={sponsor} />
              ))}
            </>
          )}
        </PagedList>
      </Section>
      {opening && <OpenSponsor onClose={() => setOpening(false)} />}
    </>
  );
}
