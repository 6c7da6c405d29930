import { FileUpload, FormGroup } from '@patternfly/react-core';
import { useId } from 'react';
import { Said, saidBy } from './Said';

interface Props {
  readonly file: File | null;
  readonly onFile: (file: File | null) => void;
  readonly complaint: string | undefined;
  /** By MIME type, the endings that browsing offers; left out: all. */
  readonly accept?: Record<string, string[]>;
}

/** Takes one file, dropped or chosen, with the complaint about it. */
export function FileField({ file, onFile, complaint, accept }: Props) {
  const id = useId();
  return (
    <FormGroup
      label="File"
      isRequired
      fieldId={id}
      data-wrong={complaint === undefined ? undefined : true}
    >
      <FileUpload
        id={id}
        filename={file?.name ?? ''}
        filenamePlaceholder="Drop a file here, or browse"
        browseButtonText="Browse"
        clearButtonText="Clear"
        hideDefaultPreview
        dropzoneProps={{
          ...(accept !== undefined && { accept }),
          // one of another kind is not dropped into nothing: the server says what is wrong with it
          onDropRejected: (rejected) => {
            const [only] = rejected;
            if (rejected.length === 1 && only !== undefined) {
              onFile(only.file);
            }
          },
        }}
        onFileInputChange={(_event, chosen) => onFile(chosen)}
        onClearClick={() => onFile(null)}
        {...(complaint !== undefined && { browseButtonAriaDescribedby: saidBy(id) })}
      />
      <Said field={id} complaint={complaint} />
    </FormGroup>
  );
}
