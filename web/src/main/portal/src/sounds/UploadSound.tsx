import { FileUpload, FormGroup } from '@patternfly/react-core';
import { useId, useState } from 'react';
import { upload } from '../api/http';
import { complaintAbout } from '../api/problem';
import type { Sound } from '../api/soundShapes';
import { useChange } from '../api/useChange';
import { Dialog } from '../parts/Dialog';
import { TextField } from '../parts/TextField';
import { sizeOf } from '../recordings/words';
import { nameOf } from './words';

interface Props {
  /** The one whose place it takes. */
  readonly replaced?: Sound;
  readonly taken: readonly string[];
  readonly largestBytes: number;
  readonly onClose: () => void;
}

/** Hands a sound in, new or in place of another. */
export function UploadSound({ replaced, taken, largestBytes, onClose }: Props) {
  const fileId = useId();
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState(replaced?.name ?? '');
  const [missing, setMissing] = useState(false);
  const wanted = name.trim();
  const send = useChange({
    send: (chosen: File) =>
      upload<Sound>(`/sounds/${encodeURIComponent(wanted)}`, chosen, {}, 'PUT'),
    stale: ['sounds'],
    done: (kept) => `Kept the sound ${kept.name}`,
    after: onClose,
  });
  const instead = taken.includes(wanted);
  return (
    <Dialog
      title={replaced === undefined ? 'Hand in a sound' : `Replace ${replaced.name}`}
      description={`A WAV file, mono or stereo: 16 bits with 8 to 48 kHz, or G.711. ${sizeOf(largestBytes)} at most.`}
      submit={instead ? 'Replace' : 'Hand in'}
      busy={send.isPending}
      error={send.error}
      onSubmit={() => {
        setMissing(file === null || wanted === '');
        if (file !== null && wanted !== '') {
          send.mutate(file);
        }
      }}
      onClose={onClose}
    >
      <FormGroup label="File" isRequired fieldId={fileId}>
        <FileUpload
          id={fileId}
          filename={file?.name ?? ''}
          filenamePlaceholder="Drop a file here, or browse"
          browseButtonText="Browse"
          clearButtonText="Clear"
          hideDefaultPreview
          dropzoneProps={{ accept: { 'audio/wav': ['.wav'] } }}
          onFileInputChange={(_event, chosen) => {
            setFile(chosen);
            if (wanted === '') {
              setName(nameOf(chosen.name));
            }
          }}
          onClearClick={() => setFile(null)}
          validated={missing && file === null ? 'error' : 'default'}
        />
      </FormGroup>
      {replaced === undefined && (
        <TextField
          label="Name"
          required
          value={name}
          onValue={setName}
          complaint={missing ? 'Choose a file and a name.' : complaintAbout(send.error, 'name')}
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
