import { inWords } from './words';
import type { Talk } from './talk';

interface Props {
  readonly talk: Talk | null;
  readonly waiting: Talk | null;
  /** How the last call ended, where none goes on. */
  readonly said: string | null;
}

/** What changes in a call, apart from what changes each second, so that it is read out once. */
export function News({ talk, waiting, said }: Props) {
  return (
    <div role="status">
      {talk === null ? (
        said
      ) : (
        <>
          <span className="pf-v6-screen-reader">{inWords(talk, waiting)}</span>
          {talk.note !== null && <p>{talk.note}</p>}
          {talk.silent && (
            <p>
              Nothing comes from your microphone: is it switched off, or another one chosen than you
              speak into?
            </p>
          )}
        </>
      )}
    </div>
  );
}
