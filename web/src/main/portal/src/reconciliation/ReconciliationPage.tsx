import { Button, Label, PageSection } from '@patternfly/react-core';
import { change } from '../api/http';
import type { Reconciliation } from '../api/ledgerShapes';
import { useChange } from '../api/useChange';
import { PageHead } from '../parts/PageHead';
import { Days } from './Days';

export default function ReconciliationPage() {
  const check = useChange({
    send: () => change<Reconciliation>('POST', '/ledger/reconciliations'),
    stale: ['ledger'],
    done: 'Checked the books',
    failed: 'The books could not be checked',
  });
  return (
    <>
      <PageHead
        title="Reconciliation"
        lead="Records of calls, charges, ledger and wallets: whether they agree to the last unit."
        badge={
          check.data && (
            <Label isCompact color={check.data.agrees ? 'green' : 'red'}>
              {check.data.agrees ? 'All agrees now' : 'Something differs now'}
            </Label>
          )
        }
        actions={
          <Button
            variant="secondary"
            isLoading={check.isPending}
            isDisabled={check.isPending}
            onClick={() => check.mutate()}
          >
            Check now
          </Button>
        }
      />
      <PageSection className="ml-stack">
        <Days />
      </PageSection>
    </>
  );
}
