// Banned and allowed sources of the mock, and what its node counted.
import { id } from './books.mjs';

const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();

const source = (address, reason, more) => ({
  id: id('5c00'),
  source: address,
  reason,
  by: null,
  since: ago(4000),
  until: null,
  ...more,
});

const lists = {
  bans: [
    source('203.0.113.7', 'guessed passwords', { until: ago(-80_000) }),
    source('2001:db8:77::/64', 'scans for extensions', { by: 'Oda Lund' }),
  ],
  allowed: [source('192.0.2.0/24', 'the office', { by: 'Oda Lund' })],
};

const counters = [
  { name: 'banned-sources', value: 2, meaning: 'Sources that nothing is taken from now' },
  { name: 'messages-dropped', value: 4711, meaning: 'Messages that were not looked at' },
];

export const readGuard = ([, kind]) => [
  200,
  { items: kind === 'counters' ? counters : lists[kind], next: null },
];

export function changeGuard(method, [, kind, wanted], body) {
  const list = lists[kind];
  if (method === 'POST') {
    const { hours, ...told } = body;
    const until = hours ? ago(-3600 * hours) : null;
    const made = source(told.source, told.reason, { by: 'Oda Lund', since: ago(0), until });
    list.unshift(made);
    return [201, made];
  }
  const found = list.find((each) => each.id === wanted);
  if (method === 'PUT') {
    const until = body.hours ? ago(-3600 * body.hours) : null;
    return [200, Object.assign(found, { by: 'Oda Lund', until })];
  }
  list.splice(list.indexOf(found), 1);
  return [204, undefined];
}
