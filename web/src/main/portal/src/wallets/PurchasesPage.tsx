import { OFTEN_MILLIS, usePage } from '../api/usePage';
import type { Purchase } from '../api/walletShapes';
import { PageHead } from '../parts/PageHead';
import { Section } from '../parts/Section';
import { PurchaseList } from './Purchases';

/** For those who deliver, who need not see wallets: so nothing tells them when one was held from. */
export default function PurchasesPage() {
  const pages = usePage<Purchase>(['wallets', 'purchases'], '/purchases', {}, 50, OFTEN_MILLIS);
  return (
    <>
      <PageHead
        title="Purchases"
        lead="What was bought at a fixed price. The price is held until you capture what you delivered, or release it."
      />
      <Section title="All purchases" flush>
        <PurchaseList pages={pages} />
      </Section>
    </>
  );
}
