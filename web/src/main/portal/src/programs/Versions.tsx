import { Alert, Label } from '@patternfly/react-core';
import { Table, Tbody, Th, Thead, Tr } from '@patternfly/react-table';
import { useState } from 'react';
import { upload } from '../api/http';
import type { Program, ProgramVersion } from '../api/shapes';
import { useChange } from '../api/useChange';
import { usePage } from '../api/usePage';
import { Cell } from '../parts/Cell';
import { CopyButton } from '../parts/CopyText';
import { Fault } from '../parts/Fault';
import { Nothing } from '../parts/Nothing';
import { PagedList } from '../parts/PagedList';
import { Panel } from '../parts/Section';
import { Instant } from '../time/Instant';
import { DropZone } from './DropZone';
import { LIMIT_BYTES, complaintAboutFile, formatSize } from './size';

function VersionRow({ version, live }: { version: ProgramVersion; live: boolean }) {
  return (
    <Tr>
      <Cell name="Version">
        {version.number}{' '}
        {live && (
          <Label isCompact color="green">
            Live
          </Label>
        )}
      </Cell>
      <Cell name="File">{version.fileName}</Cell>
      <Cell name="Size">{formatSize(version.sizeBytes)}</Cell>
      <Cell name="SHA-256">
        <code title={version.sha256}>{version.sha256.slice(0, 16)}…</code>{' '}
        <CopyButton text={version.sha256} what={`SHA-256 of version ${version.number}`} />
      </Cell>
      <Cell name="Uploaded">
        <Instant at={version.uploaded} />
        {version.by && <div className="ml-quiet">by {version.by}</div>}
      </Cell>
    </Tr>
  );
}

function Upload({ program }: { program: Program }) {
  const [refused, setRefused] = useState<string | null>(null);
  const send = useChange({
    send: (file: File) => upload<ProgramVersion>(`/programs/${program.id}/versions`, file),
    stale: ['programs'],
    done: 'The new version is live',
  });
  const take = (file: File) => {
    const complaint = complaintAboutFile(file);
    setRefused(complaint);
    if (complaint === null) {
      send.mutate(file);
    } else {
      send.reset();
    }
  };
  return (
    <div className="ml-inset">
      <DropZone
        label="Upload a new version"
        hint={`At most ${formatSize(LIMIT_BYTES)}. The new version is live for the next call.`}
        busy={send.isPending}
        onFile={take}
      />
      {refused === null ? (
        <Fault error={send.error} title="Not uploaded" />
      ) : (
        <Alert variant="danger" isInline title="Not uploaded" component="p">
          {refused}
        </Alert>
      )}
    </div>
  );
}

export function Versions({ program }: { program: Program }) {
  const pages = usePage<ProgramVersion>(
    ['programs', program.id, 'versions'],
    `/programs/${program.id}/versions`,
    {},
    10,
  );
  return (
    <Panel title="Versions" flush>
      <Upload program={program} />
      <PagedList
        pages={pages}
        what="versions"
        empty={<Nothing title="Nothing uploaded yet">Calls to this program are refused.</Nothing>}
      >
        {(versions) => (
          <Table aria-label="Versions" variant="compact" gridBreakPoint="grid-md">
            <Thead>
              <Tr>
                <Th>Version</Th>
                <Th>File</Th>
                <Th>Size</Th>
                <Th>SHA-256</Th>
                <Th>Uploaded</Th>
              </Tr>
            </Thead>
            <Tbody>
              {versions.map((version) => (
                <VersionRow
                  key={version.id}
                  version={version}
                  live={version.id === program.live?.id}
                />
              ))}
            </Tbody>
          </Table>
        )}
      </PagedList>
    </Panel>
  );
}
