package org.meterline.telephony.call;

/** What a call began with. */
sealed interface Beginning {
  Origin from();

  Domain domain();

  Signalling.Introduction introduction();

  /**
   * An INVITE.
   *
   * @param to what was dialled means to who dialled it
   */
  record Invite(
      Signalling.Leg leg,
      Origin from,
      Domain domain,
      Destination to,
      Signalling.Introduction introduction)
      implements Beginning {}

  /**
   * A request that was looked into.
   *
   * @param first who is called first
   * @param then what they get when they answer
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
      return new Signalling.Introduction(then.dialled(), first.name(), null, false, null);
    }
  }
}
