-- What was decided about who pays is kept as it was made, like all that was decided; and so are the lines of decks, which
-- charges name and re-ratings read. Nobody is let through.
--
-- A decision holds what may be about persons: the number that was called, names of payers, and what a session said. Nothing
-- erases calls and their records today. Whoever adds that leaves these triggers where they are and lets one function of
-- meterline_writer past them that blanks decision -> 'facts', names and reasons, and keeps whose wallet paid and by which
-- rule: refuse_rewrite() and the guard in roles.sql, which the superuser runs before each migration, are the two places.

create trigger refuse_rewrite before update or delete or truncate on payer_decision
  for each statement execute function refuse_rewrite();
create trigger refuse_rewrite before update or delete or truncate on rate
  for each statement execute function refuse_rewrite();
