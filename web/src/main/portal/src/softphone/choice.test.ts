import { afterEach, expect, it, vi } from 'vitest';
import { devices, inUse, moved, remember, remembered } from './choice';
import { energy, PATIENCE, silence } from './silence';

const device = (kind: string, deviceId: string, label: string) =>
  ({ kind, deviceId, label }) as MediaDeviceInfo;

const HEADSET = { id: 'a1', name: 'Headset' };

afterEach(() => vi.unstubAllGlobals());

it('lists the devices that have names, without the system’s choice', () => {
  const all = [
    device('audioinput', 'default', 'Default - Headset'),
    device('audioinput', 'communications', 'Communications - Headset'),
    device('audioinput', 'a1', 'Headset'),
    device('audiooutput', 'b1', 'Speakers'),
  ];
  expect(devices(all, 'microphone')).toEqual([HEADSET]);
  expect(devices(all, 'speaker')).toEqual([{ id: 'b1', name: 'Speakers' }]);
  expect(devices([device('audioinput', '', '')], 'microphone')).toEqual([]);
});

it('uses what was chosen while it is there', () => {
  expect(inUse(HEADSET, [HEADSET])).toBe('a1');
  expect(inUse(HEADSET, [])).toBe('');
  expect(inUse(null, [HEADSET])).toBe('');
});

it('says what became of a chosen device', () => {
  expect(moved('microphone', HEADSET, 'a1', '')).toContain('Headset is not plugged in');
  expect(moved('speaker', HEADSET, '', 'a1')).toBe('The loudspeaker Headset is used again.');
  expect(moved('speaker', HEADSET, '', '')).toBeNull();
  expect(moved('speaker', null, '', '')).toBeNull();
});

it('is kept for the next time, where the browser keeps anything', () => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  remember('microphone', HEADSET);
  expect(remembered('microphone')).toEqual(HEADSET);
  expect(remembered('speaker')).toBeNull();
  remember('microphone', null);
  expect(remembered('microphone')).toBeNull();
  kept.set('meterline.speaker', '{"id": 7}');
  expect(remembered('speaker')).toBeNull();
  kept.set('meterline.speaker', 'no JSON');
  expect(remembered('speaker')).toBeNull();
});

it('tells a microphone from which nothing ever comes', () => {
  const silent = silence();
  const looks = Array.from({ length: PATIENCE }, () => silent(0, false));
  expect(looks.indexOf(true)).toBe(PATIENCE - 1);
  expect(silent(0, true), 'muted').toBe(false);
  expect(silent(0.001, false)).toBe(false);
  expect(Array.from({ length: 2 * PATIENCE }, () => silent(0.001, false))).not.toContain(true);
});

it('says nothing where the browser does not measure', () => {
  const silent = silence();
  expect(energy([{ type: 'outbound-rtp', kind: 'audio' }])).toBeNull();
  expect(Array.from({ length: 2 * PATIENCE }, () => silent(null, false))).not.toContain(true);
  expect(energy([{ type: 'media-source', kind: 'audio', totalAudioEnergy: 0 }])).toBe(0);
});
