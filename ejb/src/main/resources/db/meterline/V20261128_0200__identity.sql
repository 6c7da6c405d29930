-- Who calls, signed and verified (STIR/SHAKEN).
alter table trunk
  add column signing text not null default 'NONE' check (signing in ('NONE', 'OWN', 'PASSED_ON')),
  add column unverified text not null default 'MARKED' check (unverified in ('MARKED', 'REFUSED'));
comment on column trunk.signing is 'what of the calls that go out over it is signed';
comment on column trunk.unverified is 'what becomes of a call from it whose caller is not verified';

alter table call_record
  add column verification text check (verification in ('PASSED', 'FAILED', 'NONE')),
  add column attestation text check (attestation in ('A', 'B', 'C')),
  add column unverified text,
  add column unverified_detail text;
comment on column call_record.verification is 'whether the caller is who they say; null: nobody looked';
comment on column call_record.unverified is 'why the caller is not verified, as a code';
