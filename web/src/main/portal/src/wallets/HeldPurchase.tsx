import { Button } from '@patternfly/react-core';
import { useState } from 'react';
import { change } from '../api/http';
import type { Money } from '../api/shapes';
import { useChange } from '../api/useChange';
import { usePosting } from '../api/usePosting';
import type { Purchase } from '../api/walletShapes';
import { may } from '../app/rights';
import { useMe } from '../app/session';
import { formatMoney, plainOf } from '../money/money';
import { useAmount } from '../money/useAmount';
import { Dialog } from '../parts/Dialog';

interface Props {
  readonly id: string;
  readonly price: Money;
  /** What was bought, if it is known. */
  readonly text?: string;
}

function Capture({ id, price, text, onClose }: Props & { onClose: () => void }) {
  const amount = useAmount(price, plainOf(price));
  const capture = usePosting<Purchase>({
    path: `/purchases/${id}/capture`,
    done: ({ text: bought, captured }) =>
      `${bought}: ${formatMoney(captured ?? price)} was captured`,
    after: onClose,
  });
  return (
    <Dialog
      title={text === undefined ? 'Capture this purchase' : `Capture: ${text}`}
      description={`${formatMoney(price)} is held for it. What is not captured of it is given back.`}
      submit="Capture"
      busy={capture.isPending}
      error={capture.error}
      onSubmit={() => amount.send((paid) => capture.mutate({ amount: paid }))}
      onClose={onClose}
    >
      {amount.field({ error: capture.error })}
    </Dialog>
  );
}

function Release({ id, price, text, onClose }: Props & { onClose: () => void }) {
  const release = useChange({
    send: () => change<Purchase>('POST', `/purchases/${id}/release`),
    stale: ['wallets'],
    done: (purchase) => `${purchase.text}: ${formatMoney(price)} was given back`,
    after: onClose,
  });
  return (
    <Dialog
      title={text === undefined ? 'Release this purchase?' : `Release: ${text}?`}
      description={`${formatMoney(price)} is given back, and the purchase is over.`}
      submit="Release"
      danger
      busy={release.isPending}
      error={release.error}
      onSubmit={() => release.mutate()}
      onClose={onClose}
    />
  );
}

/** What those who deliver can do with the price that is held of a purchase. */
export function HeldPurchase(purchase: Props) {
  const { role } = useMe();
  const [asked, setAsked] = useState<'capture' | 'release'>();
  const close = () => setAsked(undefined);
  const of = purchase.text === undefined ? {} : { 'aria-description': purchase.text };
  return (
    may(role, 'deliver') && (
      <span className="ml-links">
        <Button variant="link" isInline {...of} onClick={() => setAsked('capture')}>
          Capture
        </Button>
        <Button variant="link" isInline {...of} onClick={() => setAsked('release')}>
          Release
        </Button>
        {asked === 'capture' && <Capture {...purchase} onClose={close} />}
        {asked === 'release' && <Release {...purchase} onClose={close} />}
      </span>
    )
  );
}
