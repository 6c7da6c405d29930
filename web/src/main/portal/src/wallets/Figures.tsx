import { Card, CardBody } from '@patternfly/react-core';
import type { Money, Wallet } from '../api/shapes';
import { Amount } from '../money/Amount';
import { signOf } from '../money/money';

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

/** Balance less what is held is what can be spent. */
export function Figures({ wallet }: { wallet: Wallet }) {
  return (
    <div className="ml-figures">
      <Figure
        name="Available"
        of={wallet.available}
        help={
          signOf(wallet.floor) === 0 ? 'can be spent now' : 'can be spent now, down to the floor'
        }
      />
      <Figure name="Balance" of={wallet.balance} help="on the books" />
      <Figure name="Held" of={wallet.held} help="set aside for calls that are up" />
      <Figure name="Floor" of={wallet.floor} help="never goes below" />
    </div>
  );
}
