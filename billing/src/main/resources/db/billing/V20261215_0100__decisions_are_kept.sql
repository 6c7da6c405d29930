-- What was decided about who pays is kept as it was made, like all that was decided; and so are the lines of decks, which
-- charges name and re-ratings read. Nobody is let through.
--
-- A decision holds what may be about persons: the number that was called, names of payers, and what a session said. Nothing
-- erases calls and their records today.

create trigger refuse_rewrite before update or delete or truncate on payer_decision
  for each statement execute function refuse_rewrite();
create trigger refuse_rewrite before update or delete or truncate on rate
  for each statement execute function refuse_rewrite();
