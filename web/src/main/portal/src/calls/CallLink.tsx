import { Link } from 'react-router';
import type { CallSummary } from '../api/shapes';

/** Who called what, leading to the record. */
export function CallLink({ call }: { call: CallSummary }) {
  return (
    <Link to={`/calls/${call.id}`} className="ml-calllink">
      {call.caller}
      <span aria-hidden="true"> → </span>
      <span className="pf-v6-screen-reader"> called </span>
      {call.dialled}
    </Link>
  );
}
