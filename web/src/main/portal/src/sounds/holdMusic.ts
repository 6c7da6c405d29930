import type { MusicOnHold, Sound } from '../api/soundShapes';

type Chosen = Pick<MusicOnHold, 'plays' | 'sound'>;

/** No sound may have it in its name, so that one may be called silence, too. */
const OWN = 'sound ';

/** What is heard on hold, as one of the choices. */
export function choiceOf({ plays, sound }: Chosen): string {
  return plays === 'sound' ? `${OWN}${sound ?? ''}` : plays;
}

/** What a choice stands for. */
export function chosenBy(choice: string): Chosen {
  if (choice.startsWith(OWN)) {
    return { plays: 'sound', sound: choice.slice(OWN.length) };
  }
  return { plays: choice === 'silence' ? 'silence' : 'builtIn', sound: null };
}

/** All that there is to choose from. */
export function choicesOf(sounds: readonly Pick<Sound, 'name'>[]): [value: string, name: string][] {
  return [
    ['builtIn', 'the built-in music'],
    ['silence', 'silence'],
    ...sounds.map(({ name }): [string, string] => [`${OWN}${name}`, `your sound ${name}`]),
  ];
}

/** What somebody else has chosen, in a sentence. */
export function chosenInWords(music: Chosen): string {
  const heard = {
    builtIn: 'the built-in music',
    silence: 'silence',
    sound: `your sound ${music.sound ?? ''}`,
  }[music.plays];
  return `Those on hold hear ${heard}.`;
}
