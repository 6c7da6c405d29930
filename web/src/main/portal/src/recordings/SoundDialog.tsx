import { Button } from '@patternfly/react-core';
import { useRef, useState } from 'react';
import { address, change, upload } from '../api/http';
import type { RecordingRule } from '../api/recordingRuleShapes';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';

interface Props {
  readonly rule: RecordingRule;
  readonly onClose: () => void;
}

/** What those who are told or asked hear: ours, or a sound of the tenant's. */
export function SoundDialog({ rule, onClose }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const spec = { stale: ['recording-rules'], after: onClose };
  const save = useChange({
    ...spec,
    send: (chosen: File) =>
      upload<RecordingRule>(`/recording-rules/${rule.id}/sound`, chosen, {}, 'PUT'),
    done: `Your sound is heard: ${rule.scope}`,
  });
  const usual = useChange({
    ...spec,
    send: () => change<RecordingRule>('DELETE', `/recording-rules/${rule.id}/sound`),
    done: `The usual announcement is heard: ${rule.scope}`,
  });
  return (
    <Dialog
      title={`Announcement for ${rule.scope}`}
      description="A WAV file with one channel, a minute at most. A question must say that 1 agrees and 2 refuses."
      submit="Use this file"
      busy={save.isPending || usual.isPending}
      error={save.error ?? usual.error}
      onSubmit={() => {
        if (file === undefined) {
          input.current?.click();
        } else {
          save.mutate(file);
        }
      }}
      onClose={onClose}
    >
      {rule.ownSound && (
        // eslint-disable-next-line jsx-a11y/media-has-caption -- nobody has written down what it says
        <audio
          className="ml-sound"
          controls
          preload="none"
          aria-label="The sound that is heard now"
          src={address(`/recording-rules/${rule.id}/sound`)}
        />
      )}
      <input
        ref={input}
        type="file"
        accept="audio/wav,.wav"
        aria-label="WAV file"
        onChange={(event) => setFile(event.target.files?.item(0) ?? undefined)}
      />
      {rule.ownSound && (
        <div>
          <Button variant="secondary" onClick={() => usual.mutate()}>
            Use the usual announcement
          </Button>
        </div>
      )}
    </Dialog>
  );
}
