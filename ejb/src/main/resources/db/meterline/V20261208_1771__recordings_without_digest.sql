-- Recordings that ended without the digest of their file are looked for at each sweep, whichever node had them.
create index recording_unfinished on recording (tenant, id)
  where ended is not null and sha256 is null and deleted is null and reason <> 'lost';
