import { change } from '../api/http';
import type { Deck } from '../api/shapes';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { titleOf, whatFollows } from './withdrawal';

interface Props {
  readonly deck: Deck;
  readonly onClose: () => void;
}

/** Asks before a draft is dropped, or a version that prices calls is taken back. */
export function WithdrawDeck({ deck, onClose }: Props) {
  const version = titleOf(deck);
  const drop = deck.state === 'DRAFT';
  const withdraw = useChange({
    send: () => change<Deck>('POST', `/decks/${deck.id}/rollback`),
    stale: ['decks', 'rates'],
    done: drop
      ? `Dropped ${version}`
      : `Took back ${version}: what was in force before it is so again`,
    after: onClose,
  });
  return (
    <Dialog
      title={`${drop ? 'Drop' : 'Take back'} ${version}?`}
      description={whatFollows(deck)}
      submit={drop ? 'Drop' : 'Take back'}
      danger
      busy={withdraw.isPending}
      error={withdraw.error}
      onSubmit={() => withdraw.mutate()}
      onClose={onClose}
    />
  );
}
