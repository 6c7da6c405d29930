import { Label } from '@patternfly/react-core';
import type { Verification } from '../api/callShapes';

const MARKS = {
  passed: { colour: 'green', name: 'Verified' },
  failed: { colour: 'red', name: 'Not verified' },
  none: { colour: 'grey', name: 'Not signed' },
} as const;

/** A mark beside a caller's number: whether it is theirs, and in words why not. */
export function Verified({ found }: { found: Verification | null | undefined }) {
  if (!found) {
    return null;
  }
  const { colour, name } = MARKS[found.status];
  return (
    <Label isCompact color={colour} title={found.words}>
      {found.attestation === null ? name : `${name} ${found.attestation}`}
    </Label>
  );
}
