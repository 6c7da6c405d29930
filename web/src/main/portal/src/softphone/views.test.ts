import { createElement as element, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it, vi } from 'vitest';

interface Part {
  readonly isDisabled?: boolean;
  readonly children?: ReactNode;
}

// What they look like is for the browser to show.
vi.mock('@patternfly/react-core', () => ({
  Button: ({ isDisabled, children }: Part) => element('button', { disabled: isDisabled }, children),
  Flex: ({ children }: Part) => children,
  FlexItem: ({ children }: Part) => children,
}));
vi.mock('../calls/Verified', () => ({ Verified: () => null }));
vi.mock('../time/Elapsed', () => ({ Elapsed: () => null }));

import { InCall } from './InCall';
import { News } from './News';
import { NEW, type Talk } from './talk';

const talk: Talk = {
  ...NEW,
  other: '103',
  incoming: false,
  verified: null,
  state: 'talking',
  since: '2030-01-01T00:00:00Z',
};
const waiting: Talk = { ...talk, other: '102', held: true };

/** The buttons, one that cannot be pressed in brackets. */
function buttons(shown: Talk, other: Talk | null): string[] {
  const html = renderToStaticMarkup(
    element(InCall, { talk: shown, waiting: other, onTransfer: () => undefined }),
  );
  return [...html.matchAll(/<button([^>]*)>(.*?)<\/button>/g)].map(([, disabled, inner]) => {
    const name = inner?.replace(/<[^>]*>/g, '') ?? '';
    return disabled === '' ? name : `(${name})`;
  });
}

it('offers in a call what can be done in it', () => {
  expect(buttons(talk, null)).toEqual(['Mute', 'Hold', 'Transfer…', 'Hang up']);
  expect(buttons({ ...talk, handing: '104' }, null)).toEqual(['Mute', 'Hold', 'Hang up']);
  expect(buttons({ ...talk, state: 'ringing', incoming: true }, null)).toEqual([
    'Answer',
    'Decline',
  ]);
});

it('joins only who has answered, and once', () => {
  const ringing: Talk = { ...talk, state: 'ringing' };
  expect(buttons(ringing, waiting)).toEqual(['(Join)', 'Back to 102', 'Hang up']);
  expect(buttons(talk, waiting)).toEqual(['Mute', 'Join', 'Back to 102', 'Hang up']);
  const joins: Talk = { ...waiting, handing: '103' };
  expect(buttons(talk, joins)).toEqual(['Mute', '(Join)', '(Back to 102)', 'Hang up']);
});

it('tells what came of a transfer where it is read out', () => {
  const told = (shown: Talk | null, said: string | null) =>
    renderToStaticMarkup(element(News, { talk: shown, waiting: null, said }));
  expect(told({ ...talk, note: '104: busy' }, null)).toMatch(/role="status".*104: busy/);
  expect(told({ ...talk, silent: true }, null)).toContain('Nothing comes from your microphone');
  expect(told(null, '103: ended')).toContain('103: ended');
});
