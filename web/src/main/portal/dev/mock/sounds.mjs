// Sounds of the mock's tenant, which cannot be heard.
import { missing, problem } from './answers.mjs';

const sound = (name, millis, more = {}) => ({
  name,
  millis,
  bytes: 44 + millis * 16,
  sha256: name.padEnd(64, '0'),
  recordingRules: 0,
  onHold: false,
  changed: '2026-11-24T10:15:00Z',
  changedBy: 'anna@harbour.example',
  ...more,
});
const sounds = [
  sound('may-record', 6400, { recordingRules: 1 }),
  sound('music_1', 182_000, { onHold: true, changedBy: 'ada@harbour.example' }),
  sound('welcome', 3900),
];

const music = { plays: 'sound', sound: 'music_1', version: 1 };

export function readMusic() {
  return [200, music];
}

export function changeMusic(body) {
  if (body.version !== music.version) {
    const told = 'Somebody else changed the music on hold meanwhile, and nothing was saved.';
    return problem(409, 'changed-meanwhile', 'Changed meanwhile', told);
  }
  Object.assign(music, body, { version: music.version + 1 });
  sounds.forEach((each) => Object.assign(each, { onHold: each.name === music.sound }));
  return [200, music];
}

function inUse({ recordingRules }) {
  return recordingRules > 0
    ? 'A rule has it heard before calls are recorded.'
    : 'It is what is heard on hold.';
}

export function readSounds(wanted) {
  const bytes = sounds.reduce((sum, each) => sum + each.bytes, 0);
  return wanted === undefined
    ? [200, { items: sounds, bytes, mostBytes: 104_857_600, largestBytes: 10_485_760, most: 500 }]
    : missing();
}

export function changeSounds(method, [, wanted], body) {
  const at = sounds.findIndex((each) => each.name === wanted);
  if (method === 'PUT') {
    if (body.toString('latin1', 0, 4) !== 'RIFF') {
      return problem(422, 'invalid', 'Not valid', 'The request is not valid.', {
        violations: [{ field: 'content', message: 'cannot be played: not a WAV file' }],
      });
    }
    const made = sound(wanted, Math.round(body.length / 16), { changed: new Date().toISOString() });
    at < 0 ? sounds.push(made) : sounds.splice(at, 1, made);
    sounds.sort((a, b) => a.name.localeCompare(b.name));
    return [200, made];
  }
  if (at < 0) {
    return missing();
  }
  return sounds[at].recordingRules > 0 || sounds[at].onHold
    ? problem(409, 'sound-in-use', 'In use', inUse(sounds[at]))
    : (sounds.splice(at, 1), [204, null]);
}
