import { useState } from 'react';
import { upload } from '../api/http';
import { complaintAbout, refusedFor } from '../api/problem';
import type { Sound } from '../api/soundShapes';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { FileField } from '../parts/FileField';
import { TextField } from '../parts/TextField';
import { sizeOf } from '../recordings/words';
import { complaintAboutFile, nameOf } from './words';

interface Props {
  /** The one whose place it takes. */
  readonly replaced?: Sound;
  readonly taken: readonly string[];
  readonly largestBytes: number;
  readonly onClose: () => void;
}

/** Hands a sound in, new or in place of another. */
export function UploadSound({ replaced, taken, largestBytes, onClose }: Props) {
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState(replaced?.name ?? '');
  const [tried, setTried] = useState(false);
  const wanted = name.trim();
  const send = useChange({
    send: (chosen: File) =>
      upload<Sound>(`/sounds/${encodeURIComponent(wanted)}`, chosen, {}, 'PUT'),
    stale: ['sounds'],
    done: (kept) => `Kept the sound ${kept.name}`,
    after: onClose,
  });
  const unfit = complaintAboutFile(file, largestBytes);
  const fileComplaint =
    (tried ? unfit : undefined) ??
    complaintAbout(send.error, 'content') ??
    refusedFor(send.error, 'too-large');
  const instead = taken.includes(wanted);
  return (
    <Dialog
      title={replaced === undefined ? 'Hand in a sound' : `Replace ${replaced.name}`}
      description={`A WAV file, mono or stereo: 16 bits with 8 to 48 kHz, or G.711. ${sizeOf(largestBytes)} at most.`}
      submit={instead ? 'Replace' : 'Hand in'}
      busy={send.isPending}
      error={send.error}
      onSubmit={() => {
        setTried(true);
        if (file !== null && unfit === undefined && wanted !== '') {
          send.mutate(file);
        }
      }}
      onClose={onClose}
    >
      <FileField
        file={file}
        onFile={(chosen) => {
          setFile(chosen);
          send.reset();
          if (chosen !== null && wanted === '') {
            setName(nameOf(chosen.name));
          }
        }}
        complaint={fileComplaint}
        accept={{ 'audio/wav': ['.wav'] }}
      />
      {replaced === undefined && (
        <TextField
          label="Name"
          required
          value={name}
          onValue={setName}
          complaint={
            tried && wanted === '' ? 'Give it a name.' : complaintAbout(send.error, 'name')
          }
          help={
            instead
              ? 'There is one of that name: this one is heard in its place.'
              : 'Calls and programs play it by this name: a to z, 0 to 9, - and _.'
          }
          input={{ maxLength: 64 }}
        />
      )}
    </Dialog>
  );
}
