/** Which charges are looked for; empty stands for all. */
export interface Wanted {
  readonly from: string;
  readonly until: string;
  readonly relation: string;
  readonly tenant: string;
  readonly call: string;
  readonly due: 'all' | 'due';
}

export const EVERYTHING: Wanted = {
  from: '',
  until: '',
  relation: '',
  tenant: '',
  call: '',
  due: 'all',
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** The day after that one. */
function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** What the server is asked for; what is half typed is not asked yet. Here `until` is the last day, there the one after. */
export function queryOf({ from, until, relation, tenant, call, due }: Wanted) {
  const id = call.trim().toLowerCase();
  const last = DAY.test(until) && (!DAY.test(from) || from <= until) ? dayAfter(until) : '';
  return {
    from: DAY.test(from) ? from : '',
    until: last,
    relation,
    tenant,
    call: ID.test(id) ? id : '',
    due: due === 'due' ? 'true' : '',
  };
}

/** What is wrong with what was typed, by field. */
export function complaintsOf({ from, until, call }: Wanted): { until?: string; call?: string } {
  return {
    ...(from !== '' &&
      until !== '' &&
      until < from && { until: 'The last day is before the first.' }),
    ...(call.trim() !== '' &&
      !ID.test(call.trim().toLowerCase()) && { call: 'The id of a call has 36 characters.' }),
  };
}
