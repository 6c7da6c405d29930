import { Card, CardBody } from '@patternfly/react-core';
import type { Money, Wallet } from '../api/shapes';
import { Amount } from '../money/Amount';
import { formatMoney, signOf } from '../money/money';

function Figure({ name, of, help }: { name: string; of: Money; help: string }) {
  return (
    <Card isCompact className="ml-figurecard">
      <CardBody>
        <div className="ml-figurename">{name}</div>
        <div className="ml-bigfigure">
          <Amount of={of} />
        </div>
        <div className="ml-quiet">{help}</div>
      </CardBody>
    </Card>
  );
}

/** Balance less what is held is what can be spent; a carrier is owed the balance. */
export function Figures({ wallet }: { wallet: Wallet }) {
  if (wallet.payer?.kind === 'CARRIER') {
    return (
      <div className="ml-figures">
        <Figure name="Owed" of={wallet.balance} help="to the carrier, for calls that ended" />
      </div>
    );
  }
  return (
    <div className="ml-figures">
      <Figure
        name="Available"
        of={wallet.available}
        help={
          signOf(wallet.floor) === 0 ? 'can be spent now' : 'can be spent now, down to the floor'
        }
      />
      <Figure
        name="Balance"
        of={wallet.balance}
        help={
          signOf(wallet.goodwill) === 0
            ? 'on the books'
            : `on the books, ${formatMoney(wallet.goodwill)} of it goodwill`
        }
      />
      <Figure name="Held" of={wallet.held} help="set aside for calls and purchases" />
      <Figure name="Floor" of={wallet.floor} help="never goes below" />
    </div>
  );
}
