import { Button } from '@patternfly/react-core';
import { useState } from 'react';
import { change } from '../api/http';
import { complaintAbout } from '../api/problem';
import { useChange } from '../api/useChange';
import { CodeField } from '../parts/CodeField';
import { Dialog } from '../parts/Dialog';

/** Opens the chart of accounts once more, in another currency. */
export function OpenCurrency() {
  const [opening, setOpening] = useState(false);
  const [currency, setCurrency] = useState('');
  const open = useChange({
    send: () => change('PUT', `/ledger/currencies/${encodeURIComponent(currency)}`),
    stale: ['ledger'],
    done: `Opened the book in ${currency}`,
    after: () => {
      setOpening(false);
      setCurrency('');
    },
  });
  return (
    <>
      <Button variant="secondary" onClick={() => setOpening(true)}>
        Open a currency
      </Button>
      {opening && (
        <Dialog
          title="Open a currency"
          description="All accounts are opened once more in it, for good. Then there can be wallets that keep it."
          submit="Open"
          busy={open.isPending}
          error={open.error}
          onSubmit={() => currency.length === 3 && open.mutate()}
          onClose={() => setOpening(false)}
        >
          <CodeField
            label="Currency"
            required
            value={currency}
            onValue={setCurrency}
            complaint={complaintAbout(open.error, 'currency')}
            help="Its three letters, such as USD."
          />
        </Dialog>
      )}
    </>
  );
}
