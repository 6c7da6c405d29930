import { describe, expect, it } from 'vitest';
import { bodyOf, complaintsAbout, draftOf } from './draft';

describe('a trunk that is typed', () => {
  const typed = { ...draftOf(), name: 'carrier', host: ' sip.carrier.example ' };

  it('becomes what the server takes', () => {
    const body = bodyOf({ ...typed, prefixes: '+49, 0043 33', callsLimit: '20', registers: true });
    expect(body.host).toBe('sip.carrier.example');
    expect(body.prefixes).toEqual(['49', '43', '33']);
    expect(body.callsLimit).toBe(20);
    expect(body.callsPerSecond).toBeNull();
    expect(body.password).toBeNull();
    expect(body.registers).toBe(false);
    expect(body.signing).toBe('NONE');
    expect(body.unverified).toBe('MARKED');
  });

  it('is not sent without a name and a host, nor with a port that is none', () => {
    expect(complaintsAbout(typed)).toEqual({});
    expect(Object.keys(complaintsAbout({ ...typed, name: 'A b', host: '', port: 'x' }))).toEqual([
      'name',
      'host',
      'port',
    ]);
  });

  it('has codecs in their order, or says nothing of them', () => {
    expect(bodyOf({ ...typed, codecs: 'opus, g722 pcma' }).codecs).toEqual([
      'opus',
      'g722',
      'pcma',
    ]);
    expect(bodyOf({ ...typed, codecs: ' ' }).codecs).toBeNull();
  });

  it('transfers nobody until that is ticked', () => {
    expect(bodyOf(typed).transfers).toBe(false);
    expect(bodyOf({ ...typed, transfers: true }).transfers).toBe(true);
  });

  it('may leave the port to DNS', () => {
    expect(bodyOf(typed).port).toBeNull();
    expect(bodyOf({ ...typed, port: '5070' }).port).toBe(5070);
  });

  it('is not sent without a limit because that cannot be read', () => {
    expect(
      Object.keys(complaintsAbout({ ...typed, callsLimit: '2o', callsPerSecond: '1.5' })),
    ).toEqual(['callsLimit', 'callsPerSecond']);
  });
});
