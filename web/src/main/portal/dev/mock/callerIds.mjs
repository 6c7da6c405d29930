// Numbers elsewhere of the mock. The code is 123456.
import { randomUUID } from 'node:crypto';
import { phones, programs } from './switchboard.mjs';

const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();

const callerId = (number, more = {}) => ({
  id: randomUUID(),
  number,
  state: 'NEW',
  added: ago(90_000),
  addedBy: 'admin@harbour.example',
  how: null,
  note: '',
  verified: null,
  verifiedBy: null,
  until: null,
  code: null,
  ...more,
});

const callerIds = [
  callerId('+4915112345678', {
    state: 'VERIFIED',
    how: 'CALL',
    verified: ago(80_000),
    verifiedBy: 'admin@harbour.example',
  }),
  callerId('+442079460000', {
    state: 'VERIFIED',
    how: 'OPERATOR',
    note: 'Bill of the other carrier',
    verified: ago(500_000),
    verifiedBy: 'admin@operator.example',
    until: ago(-900_000),
  }),
  callerId('+4930999888'),
];

const places = [
  {
    id: randomUUID(),
    label: 'Harbour, ground floor',
    country: 'DE',
    address: 'Pier 1, 20457 Hamburg',
    standard: true,
    users: ['101'],
  },
  {
    id: randomUUID(),
    label: 'London office',
    country: 'GB',
    address: '12 Pall Mall, London SW1Y 5LU',
    standard: false,
    users: ['102', '103'],
  },
];

/** Numbers elsewhere, and where phones stand; undefined for all else. */
export const readNumbers = (kind) =>
  kind === 'caller-ids'
    ? readCallerIds()
    : kind === 'locations'
      ? [200, { items: places }]
      : undefined;

export const readCallerIds = () => [200, { items: callerIds }];

export function changeCallerIds(method, [, wanted, part], body) {
  const found = callerIds.find(({ id }) => id === wanted);
  if (method === 'DELETE') {
    callerIds.splice(callerIds.indexOf(found), 1);
    return [204, undefined];
  }
  if (part === 'codes') {
    const code = { way: body.way, callId: randomUUID(), expires: ago(-600), triesLeft: 5 };
    return [200, Object.assign(found, { state: found.verified ? found.state : 'PENDING', code })];
  }
  if (part === 'verification') {
    const problem = {
      type: 'about:blank',
      code: 'invalid',
      title: 'Not valid',
      detail: 'The request is not valid.',
      violations: [{ field: 'code', message: 'is not the one that was sent' }],
    };
    const verified = { how: 'CALL', verified: ago(0), verifiedBy: 'admin@harbour.example' };
    return body.code === '123456'
      ? [200, Object.assign(found, { state: 'VERIFIED', code: null, ...verified })]
      : [422, problem];
  }
  const vouched = { state: 'VERIFIED', how: 'OPERATOR', verified: ago(0), verifiedBy: 'operator' };
  const made = callerId(body.number, body.note ? { ...vouched, note: body.note } : {});
  callerIds.push(made);
  return [201, made];
}

export function changePlaces(method, [, wanted], body) {
  const found = places.find(({ id }) => id === wanted);
  if (method === 'DELETE') {
    places.splice(places.indexOf(found), 1);
    return [204, undefined];
  }
  for (const other of places.filter((each) => each !== found)) {
    other.standard &&= !body.standard;
    other.users = other.users.filter((user) => !body.users.includes(user));
  }
  if (found) {
    return [200, Object.assign(found, body)];
  }
  places.push({ id: randomUUID(), ...body });
  return [201, places.at(-1)];
}

/** A number with the name of what it leads to. */
export const newNumber = (body) => ({
  ...body,
  target: {
    ...body.target,
    name: [...programs, ...phones].find((each) => each.id === body.target.id)?.name ?? '101',
  },
});
