-- A trunk's codecs are all that is spoken with it. Until now they only came first in what it was
-- offered, and those that were not named came after: so it stays for the trunks there are.
update trunk set codecs = codecs || array(
  select other.name
  from unnest(array['pcma', 'pcmu', 'g722', 'opus']) with ordinality as other (name, place)
  where other.name <> all (trunk.codecs)
  order by other.place)
where codecs <> '{}';
alter table trunk add constraint trunk_codecs_known
  check (codecs <@ array['opus', 'g722', 'pcma', 'pcmu']);
comment on column trunk.codecs is
  'what alone is spoken with it, the best first; none: whatever suits the other end';
