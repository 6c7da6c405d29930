import { describe, expect, it } from 'vitest';
import { complaintAboutFile, nameOf, roomOf, usersOf } from './words';

describe('words for sounds', () => {
  it('make a name that the server takes of any file', () => {
    expect(nameOf('Welcome.WAV')).toBe('welcome');
    expect(nameOf('Grüße an alle (neu).wav')).toBe('gr-e-an-alle-neu');
    expect(nameOf('--_menu_2.wav')).toBe('menu_2');
    expect(nameOf('x'.repeat(80))).toHaveLength(64);
    expect(nameOf('….wav')).toBe('');
  });

  it('say how much there is', () => {
    const sound = {
      name: 'a',
      millis: 1,
      bytes: 1,
      sha256: '',
      recordingRules: 0,
      onHold: false,
      changed: '',
      changedBy: '',
    };
    const limits = { bytes: 1_200_000, mostBytes: 104_857_600, largestBytes: 1, most: 500 };
    expect(roomOf({ items: [sound], ...limits })).toBe(
      '1 sound of 500 at most, 1.2 MB of 104.9 MB',
    );
    expect(roomOf({ items: [], ...limits, bytes: 0 })).toBe(
      '0 sounds of 500 at most, 0 kB of 104.9 MB',
    );
  });

  it('say what is wrong with a file before it is sent', () => {
    expect(complaintAboutFile(null, 1_000_000)).toBe('Choose a file.');
    expect(complaintAboutFile({ size: 1_000_000 }, 1_000_000)).toBeUndefined();
    expect(complaintAboutFile({ size: 2_000_000 }, 1_000_000)).toBe(
      'It has 2.0 MB: 1.0 MB is the most.',
    );
  });

  it('say who has one heard', () => {
    expect(usersOf({ recordingRules: 0, onHold: false })).toBe('–');
    expect(usersOf({ recordingRules: 1, onHold: false })).toBe('1 recording rule');
    expect(usersOf({ recordingRules: 2, onHold: false })).toBe('2 recording rules');
    expect(usersOf({ recordingRules: 0, onHold: true })).toBe('those on hold');
    expect(usersOf({ recordingRules: 1, onHold: true })).toBe('1 recording rule, those on hold');
  });
});
