package org.meterline.telephony.call;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.identity.Claim;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.trunk.Trunk;

/**
 * What calls ask of SIP, and what SIP tells calls. Implemented by {@code telephony.sip}. All
 * methods return at once; events of one leg arrive in order, on any thread, and must be taken
 * without blocking (they go straight into a mailbox).
 */
public interface Signalling {
  /**
   * Sets up an outgoing leg. All targets ring together; the first to answer wins, the others are
   * cancelled.
   */
  Leg invite(Invitation invitation, Consumer<Event> events);

  /**
   * Ends a dialog that a dead process left open, by a BYE: again with a proof of who we are, if a
   * trunk asks for it, else no matter what comes back.
   *
   * @param account that we have at the far end, if it may ask for it
   */
  void bye(DialogIdentity dialog, Trunk.@Nullable Access account, String reason);

  /** Hops that a new request may take (RFC 3261, section 8.1.1.6). */
  int MAX_FORWARDS = 70;

  /** One leg's signalling. */
  interface Leg {
    LegId id();

    /**
     * Offers the far end another session: within the dialog, once it stands and nothing else is
     * open in it. {@link Event.Answered} or {@link Event.OfferRefused} tells of the outcome; an
     * offer that waits still is replaced by the next one.
     */
    void offer(Sdp offer);

    /** The answer to an offer that a re-INVITE or UPDATE brought. */
    void accept(Sdp answer);

    /** 488 to an offer that a re-INVITE or UPDATE brought. */
    void refuseOffer(String reason);

    /**
     * Asks the far end of a dialog that stands to call somebody by itself (REFER, RFC 3515). {@link
     * Event.ReferTold} says what comes of it; the leg goes on until it is hung up.
     *
     * @param to a SIP URI
     * @param replaces the dialog of ours with who is called, which the new one is to replace (RFC
     *     3891); null for none
     */
    void refer(String to, @Nullable DialogIdentity replaces);

    /** CANCEL, BYE or a final response, whatever this leg's state asks for. Idempotent. */
    void hangUp(int sipStatus, String reason);

    /**
     * The same with the cause by ITU-T Q.850 beside (RFC 3326).
     *
     * @param cause of {@link Q850}
     */
    default void hangUp(int sipStatus, int cause, String reason) {
      hangUp(sipStatus, reason);
    }

    /** Once answered: what another process needs to end it. */
    Optional<DialogIdentity> dialog();

    /**
     * The call is over and is told nothing more. For a leg that is known for a while yet, for what
     * comes late, and would keep all of the call as long.
     */
    default void letGo() {}
  }

  /** A leg that an INVITE to us began, and how that is answered (RFC 3261, section 13.3). */
  interface IncomingLeg extends Leg {
    /** 180. */
    void ring();

    /** 183 with a session description. */
    void progress(Sdp answer);

    /** 200. */
    void answer(Sdp answer);

    /**
     * A final response other than 2xx. A 503 carries Retry-After.
     *
     * @param reason goes into the Reason header (RFC 3326)
     */
    void reject(int status, String reason);

    /**
     * The same with the cause by ITU-T Q.850 beside (RFC 6432).
     *
     * @param cause of {@link Q850}
     */
    default void reject(int status, int cause, String reason) {
      reject(status, reason);
    }

    /**
     * 302.
     *
     * @param contact the SIP URI where the caller is to try
     */
    default void redirect(String contact) {
      reject(480, "Try " + contact);
    }

    /** Hops that the INVITE had left. */
    default int maxForwards() {
      return MAX_FORWARDS;
    }
  }

  /** What SIP tells. */
  sealed interface Event {
    /**
     * 18x came for an outgoing leg; or 199, and what was heard before the answer is over (RFC
     * 6228).
     *
     * @param answer what is heard from now on; null: what was before, but with 199 nothing any more
     */
    record Progress(int status, @Nullable Sdp answer) implements Event {
      /** Early Dialog Terminated. */
      public static final int OVER = 199;

      /** Whether what was heard is over, and nothing comes in its place. */
      public boolean isSilence() {
        return status == OVER && answer == null;
      }
    }

    /**
     * 2xx came for an outgoing leg, or ACK for an incoming one; later the answer to an offer of
     * ours.
     *
     * @param answer null: it describes nothing, so that what was agreed before stands, if anything
     *     was
     */
    record Answered(@Nullable Sdp answer) implements Event {}

    /**
     * An outgoing leg failed: final response 3xx–6xx, or 408 for silence, 503 for no way there.
     *
     * @param cause by ITU-T Q.850, from the response's Reason; 0 if it names none
     * @param retryAfter what the far end asks for; null if it does not say
     */
    record Failed(int status, String reason, int cause, @Nullable Duration retryAfter)
        implements Event {
      public Failed(int status, String reason) {
        this(status, reason, 0, null);
      }
    }

    /**
     * An outgoing leg failed, with 3xx: whom it is for instead.
     *
     * @param to the user parts of the Contacts, those to be tried first before
     */
    record Redirected(int status, String reason, List<String> to) implements Event {
      public Redirected {
        to = List.copyOf(to);
      }
    }

    /**
     * BYE came, or CANCEL for an incoming leg that was not yet answered.
     *
     * @param cause by ITU-T Q.850, from its Reason (RFC 3326); 0 if it names none
     */
    record HungUp(boolean cancelled, String reason, int cause) implements Event {
      public HungUp(boolean cancelled, String reason) {
        this(cancelled, reason, Q850.NONE);
      }
    }

    /**
     * A re-INVITE or UPDATE came with an offer; null for a re-INVITE without one, or when the
     * session is to be offered again to keep it alive.
     */
    record Offered(@Nullable Sdp offer) implements Event {}

    /** What we offered within the dialog is not taken: the session stays as it was. */
    record OfferRefused(int status, String reason) implements Event {}

    /** A digit came in an INFO request (application/dtmf-relay or application/dtmf). */
    record Digit(char digit) implements Event {}

    /** The far end of a leg that is up wants the other one to talk to somebody else: REFER. */
    record Referred(Referral referral) implements Event {}

    /** What the far end says of a REFER of ours: 1xx while it goes on, and once a final status. */
    record ReferTold(int status, String reason) implements Event {}

    /** A message was sent or received: for the ladder. */
    record Message(boolean sent, String title, String text) implements Event {}
  }

  /** A REFER (RFC 3515) that waits for its answer: refused, or accepted and then told of. */
  interface Referral {
    /** The user part of whom it is for; nothing if it names but the talk that is to be replaced. */
    String to();

    /** The leg whose far end that is: both far ends are to be joined (RFC 3891); else null. */
    @Nullable LegId replaces();

    /** Not if that leg is answered (RFC 3891, section 6.1). */
    default boolean earlyOnly() {
      return false;
    }

    /** Who it says is behind it (RFC 3892); null if it does not say. */
    @Nullable String by();

    /** A final response. */
    void refuse(int status, String reason);

    /** 202. What comes of it must be told. */
    void accept();

    /** The new one rings: 180. */
    void rings();

    /** What came of it, told before the leg is hung up; told once. */
    void over(int status, String reason);
  }

  /**
   * Who calls whom, as an INVITE says it.
   *
   * @param dialled the user part of the Request-URI
   * @param caller the user part of From (or P-Asserted-Identity of a trusted trunk)
   * @param displayName the name in From
   * @param withheld whether the caller asks not to be shown (RFC 3323)
   * @param redirectedFrom whom the call was for before it was sent on (RFC 5806, RFC 7044), if it
   *     was
   * @param claim what is to be looked into of that
   */
  record Introduction(
      String dialled,
      String caller,
      @Nullable String displayName,
      boolean withheld,
      @Nullable String redirectedFrom,
      Claim claim) {
    /** An introduction that nothing is to be looked into of. */
    public Introduction(
        String dialled,
        String caller,
        @Nullable String displayName,
        boolean withheld,
        @Nullable String redirectedFrom) {
      this(dialled, caller, displayName, withheld, redirectedFrom, Claim.NONE);
    }
  }

  /** What the engine gives to SIP: where INVITEs go. */
  interface Incoming {
    /**
     * Why there is no room for such a call, if there is none. Asked before anything is made for it,
     * so that refusing costs next to nothing: 503 with Retry-After.
     */
    Optional<String> full(Origin from, Domain domain, String dialled);

    /** A new call whose caller is known. Must return at once with where its events go. */
    Consumer<Event> invited(Arrival call);

    /**
     * An INVITE that names a tenant was refused before it became a call. Must return at once, and
     * may leave it off the record.
     */
    void refused(Refused invite);
  }

  /**
   * An INVITE that is to become a call.
   *
   * @param place whose place in a talk of ours it wants (RFC 3891); null: it wants who was dialled
   * @param offer what it brought; null if it brought none
   * @param ladder the INVITE and what it was answered so far
   */
  record Arrival(
      IncomingLeg leg,
      Origin from,
      Domain domain,
      Introduction introduction,
      @Nullable Replaced place,
      @Nullable Sdp offer,
      List<Event.Message> ladder) {
    public Arrival {
      ladder = List.copyOf(ladder);
    }

    /** Of who wants who was dialled. */
    public Arrival(
        IncomingLeg leg,
        Origin from,
        Domain domain,
        Introduction introduction,
        @Nullable Sdp offer,
        List<Event.Message> ladder) {
      this(leg, from, domain, introduction, null, offer, ladder);
    }
  }

  /**
   * Whose place in a talk is asked for (RFC 3891).
   *
   * @param earlyOnly not if the leg is answered
   */
  record Replaced(LegId of, boolean earlyOnly) {}

  /**
   * An INVITE that became no call.
   *
   * @param domain the tenant that it named, as its own or as the one it calls
   * @param dialled the user part of the Request-URI, or else all of it
   * @param caller who it says it is: proved only if {@code from} is a phone
   * @param source address and port it came from
   * @param ladder the INVITE and its answer
   */
  record Refused(
      Origin from,
      Domain domain,
      String dialled,
      String caller,
      int status,
      String reason,
      String source,
      List<Event.Message> ladder) {
    public Refused {
      ladder = List.copyOf(ladder);
    }
  }
}
