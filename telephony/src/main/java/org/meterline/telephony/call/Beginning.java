package org.meterline.telephony.call;

import org.jspecify.annotations.Nullable;

/** What a call began with. */
sealed interface Beginning {
  Origin from();

  Domain domain();

  Signalling.Introduction introduction();

  /**
   * An INVITE.
   *
   * @param to what was dialled means to who dialled it
   * @param place whose place in a talk it wants; null: it wants who was dialled
   */
  record Invite(
      Signalling.IncomingLeg leg,
      Origin from,
      Domain domain,
      Destination to,
      Signalling.Introduction introduction,
      Signalling.@Nullable Replaced place)
      implements Beginning {
    Invite(
        Signalling.IncomingLeg leg,
        Origin from,
        Domain domain,
        Destination to,
        Signalling.Introduction introduction) {
      this(leg, from, domain, to, introduction, null);
    }
  }

  /**
   * A request that was looked into.
   *
   * @param first who is called first
   * @param then who is called, or run, when they answer; themselves if nobody is
   */
  record Order(CallRequest request, Callee first, Callee then) implements Beginning {
    @Override
    public Origin from() {
      return request.from();
    }

    @Override
    public Domain domain() {
      return request.domain();
    }

    @Override
    public Signalling.Introduction introduction() {
      String goesTo =
          request.then() instanceof CallRequest.Announcement told ? told.title() : then.dialled();
      return new Signalling.Introduction(goesTo, first.name(), null, false, null);
    }
  }
}
