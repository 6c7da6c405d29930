package org.meterline.telephony.call;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.trunk.Trunk;

/**
 * What is decided of an outgoing leg before its INVITE: whether it may be called at all, over which
 * trunks, and who pays for it. Help is called without asking who pays.
 */
final class Clearance {
  /** Whom it tells what was decided, in the mailbox; nothing when the leg is over by then. */
  interface Listener {
    /** It is asked who pays. */
    void asking();

    /**
     * It may be called, over the trunks of its {@link Hunt} if it goes over any.
     *
     * @param granted by whom it is paid; null: nobody pays
     */
    void cleared(@Nullable Granted granted);

    /**
     * It may not.
     *
     * @param status as Asterisk's DIALSTATUS names it
     * @param cause of {@link Q850}
     */
    void refused(String status, int cause, Refusal why);
  }

  private final Call call;
  private final CallLeg leg;
  private final Destination.Found to;
  private final Manner manner;
  private final Outgoing outgoing;
  private final Hunt hunt;
  private final Listener listener;

  Clearance(
      Call call,
      CallLeg leg,
      Callee callee,
      Manner manner,
      Outgoing outgoing,
      Hunt hunt,
      Listener listener) {
    this.call = call;
    this.leg = leg;
    this.to = callee.to();
    this.manner = manner;
    this.outgoing = outgoing;
    this.hunt = hunt;
    this.listener = listener;
  }

  void start() {
    if (!outgoing.mayGoOn()) {
      refuse("CONGESTION", Refusals.HOPS);
      return;
    }
    boolean putThrough = leg != call.first && !call.supervision.is(leg);
    Refusal unrecorded = putThrough ? call.byRule.hindrance(to, outgoing) : null;
    if (unrecorded != null) {
      listener.refused("CONGESTION", Q850.NO_RESOURCE, unrecorded);
      return;
    }
    switch (to) {
      case Destination.Phone phone -> {
        if (call.ports.contacts().of(phone.domain(), phone.user()).isEmpty()) {
          listener.refused("CHANUNAVAIL", Q850.ABSENT, Refusals.notRegistered(phone.user()));
        } else {
          admit(List.of());
        }
      }
      case Destination.Outside outside -> {
        List<Trunk> able = hunt.able(outside, manner::mayGoOver);
        if (able.isEmpty()) {
          listener.refused("CHANUNAVAIL", Q850.NO_ROUTE, Refusals.NO_ROUTE);
        } else {
          admit(able);
        }
      }
      case Destination.Emergency emergency -> {
        call.told.help(leg, emergency);
        call.record.note("emergency call", where(emergency.place()));
        hunt.among(emergency);
        listener.cleared(null);
      }
      case Destination.Program program ->
          refuse(
              "CHANUNAVAIL", Refusals.notCallable("A program cannot be called by another program"));
      case Destination.Application application ->
          refuse(
              "CHANUNAVAIL",
              Refusals.notCallable("An application gets callers, it is not called by others"));
    }
  }

  private static String where(Place place) {
    String known = place.label() + " " + place.address() + " " + place.country();
    return known.isBlank() ? "from a place that nobody knows" : "from " + known.strip();
  }

  private void admit(List<Trunk> able) {
    listener.asking();
    Admission.of(
        call, leg, to, able.stream().map(Trunk::name).toList(), answer -> admitted(answer, able));
  }

  private void admitted(CallAuthority.Answer answer, List<Trunk> able) {
    switch (answer) {
      case CallAuthority.Refused(Refusal why, _) -> refuse("CONGESTION", why);
      case Granted grant -> {
        leg.payer = grant.payer();
        leg.meter = new Meter(call, leg, grant);
        call.record.granted(grant);
        if (to instanceof Destination.Outside outside) {
          hunt.among(able, grant.trunks(), outside);
        }
        listener.cleared(grant);
      }
    }
  }

  private void refuse(String status, Refusal why) {
    listener.refused(status, Q850.ofStatus(why.sipStatus()), why);
  }
}
