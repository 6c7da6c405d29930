import type { Recording } from '../api/recordingShapes';
import { address } from '../api/http';
import { eraserOf } from './words';

/** Plays a recording, from wherever is wanted; or says why there is nothing to be heard. */
export function Player({ recording }: { recording: Recording }) {
  if (recording.deleted !== null && recording.deleted !== undefined) {
    return <>{eraserOf(recording)}</>;
  }
  if (!recording.audible) {
    return <>{recording.reason == null ? 'Nothing to hear yet' : 'Nothing to hear'}</>;
  }
  return (
    // eslint-disable-next-line jsx-a11y/media-has-caption -- nobody has written down what is said
    <audio
      className="ml-sound"
      controls
      preload="none"
      aria-label={`Recording of ${recording.caller}`}
      src={address(`/recordings/${recording.id}/audio`)}
    />
  );
}
