-- Whether those who talk hear a tone while somebody listens. The directory in memory knows it.
alter table recording_terms add column supervision_tone boolean not null default false;
comment on column recording_terms.supervision_tone is
  'supervised talks have a tone, whatever who asks for it says';
create trigger recording_terms_changed after insert or update or delete on recording_terms
  for each row execute function directory_changed();
