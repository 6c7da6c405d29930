package org.meterline.ejb.charge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.meterline.billing.wallet.LegHold;
import org.meterline.ejb.record.RecordJournal;
import org.meterline.telephony.call.CallAuthority.Answer;
import org.meterline.telephony.call.CallAuthority.Ask;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallJournal;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.LegId;

/** The records of a test's calls, as the engine's journal has them written. */
final class RecordedCalls {
  private static final DialogIdentity DIALOG =
      new DialogIdentity("c", "l", "lt", "r", "rt", "t", List.of(), 1, "udp", "127.0.0.1:5070");

  private final RecordJournal records;
  private final Map<CallId, Integer> sequences = new HashMap<>();
  private final Set<String> legs = new HashSet<>();

  RecordedCalls(RecordJournal records) {
    this.records = records;
  }

  /** Whether some leg was asked for. */
  synchronized boolean any() {
    return !legs.isEmpty();
  }

  /** Whether it is the id of a leg that was asked for, or of what was bought for one. */
  synchronized boolean has(String id) {
    return legs.contains(id);
  }

  /** Legs were asked for; only those that are granted begin. */
  synchronized void asked(Map<Ask, Answer> answers) {
    var facts = new ArrayList<CallFact>();
    answers.forEach((ask, answer) -> add(ask, answer, facts));
    post(facts);
  }

  private void add(Ask ask, Answer answer, List<CallFact> facts) {
    var call = ask.call();
    var leg = ask.leg();
    legs.add(leg.value().toString());
    legs.add(LegHold.bought(leg.value()).toString());
    legs.add(LegHold.boughtFree(leg.value()).toString());
    if (!sequences.containsKey(call)) {
      facts.add(
          new CallFact.Began(
              call,
              next(call),
              ask.at(),
              ask.domain(),
              ask.from(),
              ask.caller(),
              "outside",
              "node"));
    }
    var decision = answer.decision();
    if (decision != null) {
      facts.add(new CallFact.LegDecided(call, next(call), ask.at(), leg, decision));
    }
    if (answer instanceof Granted granted) {
      boolean outside = ask.to() instanceof Destination.Outside;
      facts.add(
          new CallFact.LegBegan(
              call,
              next(call),
              ask.at(),
              leg,
              false,
              "where it goes",
              outside ? granted.trunks().stream().findFirst().orElse(null) : null,
              granted.payer(),
              granted.until()));
    }
  }

  /** The next trunk is tried for a leg. */
  synchronized void tried(CallId call, LegId leg, String trunk) {
    var at = ChargedTenant.AT;
    var until = Duration.ofSeconds(15);
    post(
        List.of(
            new CallFact.LegBegan(
                call, next(call), at, leg, false, "where it goes", trunk, "payer", until)));
  }

  /** A leg of a call is over, if the call ever began. */
  synchronized void ended(CallFact.LegEnded end) {
    var call = end.call();
    if (!sequences.containsKey(call)) {
      return;
    }
    var facts = new ArrayList<CallFact>();
    if (end.answered()) {
      facts.add(new CallFact.LegAnswered(call, next(call), end.at(), end.leg(), DIALOG));
    }
    facts.add(
        new CallFact.LegEnded(
            call,
            next(call),
            end.at(),
            end.leg(),
            end.answered(),
            end.charged(),
            end.sipStatus(),
            end.cause(),
            end.reason(),
            end.quality(),
            end.recovered(),
            end.trunk()));
    post(facts);
  }

  private int next(CallId call) {
    return sequences.merge(call, 1, Integer::sum);
  }

  private void post(List<CallFact> facts) {
    try {
      records.post(facts);
    } catch (CallJournal.Unavailable | CallJournal.Refused e) {
      throw new IllegalStateException(e);
    }
  }
}
