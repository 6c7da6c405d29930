import { describe, expect, it } from 'vitest';
import { agreementOf, callsOf, consentOf, ruledOf } from './ruleWords';

describe('words for rules of recording', () => {
  it('say which calls', () => {
    expect(callsOf({ ways: 'never', internal: true })).toBe('Never recorded');
    expect(callsOf({ ways: 'both', internal: true })).toBe('Incoming and outgoing, inside too');
    expect(callsOf({ ways: 'outgoing', internal: false })).toBe('Outgoing');
  });

  it('say who agrees how', () => {
    const rule = { ways: 'both', consent: 'ask', told: 'called', sound: 'may-record' } as const;
    expect(agreementOf(rule)).toBe('Who is called is asked, by your sound may-record');
    expect(agreementOf({ ...rule, sound: null })).toBe('Who is called is asked');
    expect(agreementOf({ ...rule, consent: 'silent' })).toBe('Nobody is told');
    expect(agreementOf({ ...rule, ways: 'never' })).toBe('–');
    expect(consentOf('another')).toBe('another');
  });

  it('say what came of one', () => {
    const ruled = { ruleId: '1', because: 'extension 101', consent: 'refused' };
    expect(ruledOf(ruled)).toBe('Not recorded by the rule of extension 101: one refused');
    expect(ruledOf({ ...ruled, consent: 'agreed', recordingId: '2' })).toBe(
      'Recorded by the rule of extension 101: they agreed by a key',
    );
    expect(ruledOf({ ...ruled, consent: 'silent', hindrance: 'disk-full' })).toBe(
      'Not recorded by the rule of extension 101: the disk had no room',
    );
  });
});
