import { Button, Spinner } from '@patternfly/react-core';
import { useId, useRef, useState, type DragEvent } from 'react';

interface Props {
  readonly label: string;
  readonly hint: string;
  readonly busy: boolean;
  readonly onFile: (file: File) => void;
}

/** Takes one file, dropped or chosen. */
export function DropZone({ label, hint, busy, onFile }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const hintId = useId();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files.item(0);
    if (file !== null && !busy) {
      onFile(file);
    }
  };
  return (
    // Dropping is for the mouse only; the button within does the same by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className={`ml-drop ${over ? 'ml-drop-over' : ''}`}
      role="group"
      aria-label={label}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        onChange={(event) => {
          const file = event.target.files?.item(0);
          event.target.value = '';
          if (file) {
            onFile(file);
          }
        }}
      />
      <span>
        {busy ? (
          <>
            <Spinner size="md" aria-label="Uploading" /> Uploading…
          </>
        ) : (
          'Drop an executable here, or'
        )}
      </span>
      <Button
        variant="secondary"
        isDisabled={busy}
        aria-describedby={hintId}
        onClick={() => input.current?.click()}
      >
        Choose a file
      </Button>
      <span id={hintId} className="ml-quiet">
        {hint}
      </span>
    </div>
  );
}
