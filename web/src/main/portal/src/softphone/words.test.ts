import { describe, expect, it } from 'vitest';
import { NEW, type Talk } from './talk';
import { dialled, inWords, turnedDown, verification, why } from './words';

describe('why a call ended', () => {
  it('is what the server said, if it said anything', () => {
    expect(why('Rejected', 'SIP;cause=402;text="The wallet is empty"')).toBe('The wallet is empty');
    expect(why('Busy', 'SIP;cause=486;text="Busy Here"')).toBe('busy');
  });
  it('is the cause in words else', () => {
    expect(why('Busy')).toBe('busy');
    expect(why('Busy', 'Q.850;cause=17')).toBe('busy');
    expect(why('Something New')).toBe('something new');
  });
});

describe('a call that is read out', () => {
  const talk: Talk = {
    ...NEW,
    other: '102',
    incoming: true,
    verified: null,
  };
  it('says who is there, and what one would not hear', () => {
    expect(inWords(talk)).toBe('102 is calling');
    expect(inWords({ ...talk, incoming: false })).toBe('Calling 102');
    expect(inWords({ ...talk, state: 'talking' })).toBe('Talking with 102');
    expect(inWords({ ...talk, state: 'talking', muted: true, held: true })).toBe(
      'Talking with 102, muted, on hold',
    );
    const waiting: Talk = { ...talk, other: '103', state: 'talking', held: true };
    expect(inWords({ ...talk, incoming: false }, waiting)).toBe('Calling 102; 103 is on hold');
  });
});

describe('a transfer that failed', () => {
  it('is told in words, in the server’s own where it has some', () => {
    expect(turnedDown(486, 'Busy Here')).toBe('busy');
    expect(turnedDown(404, 'No such number')).toBe('No such number');
    expect(turnedDown(499, '')).toBe('refused (499)');
  });
});

describe('what is dialled', () => {
  it('has nothing between its digits', () => {
    expect(dialled(' +49 (30) 555-101 ')).toBe('+4930555101');
    expect(dialled('102')).toBe('102');
  });
  it('may be a name', () => {
    expect(dialled(' front-desk ')).toBe('front-desk');
    expect(dialled('*43#')).toBe('*43#');
  });
});

describe('what is told of the caller', () => {
  it('is read from the asserted identity', () => {
    const passed = '<sip:+4930555100;verstat=TN-Validation-Passed@harbour.example;user=phone>';
    expect(verification(passed, 'A')).toMatchObject({ status: 'passed', attestation: 'A' });
    const failed = passed.replace('Passed', 'Failed');
    expect(verification(failed, 'A')).toMatchObject({ status: 'failed', attestation: null });
    expect(verification('<sip:101@harbour.example>', undefined)).toBeNull();
    expect(verification(undefined, undefined)).toBeNull();
  });
});
