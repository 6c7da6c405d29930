import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { sees } from '../app/rights';
import { useMe } from '../app/session';

interface Props {
  readonly id: string;
  readonly words: string;
  readonly plain?: ReactNode;
}

/** Words that lead to a call's record. The operator's book has no records: what is plain stands there, else the call's id. */
export function ToCall({ id, words, plain = <code>{id}</code> }: Props) {
  return sees(useMe(), 'seeCalls') ? <Link to={`/calls/${id}`}>{words}</Link> : plain;
}
