package org.meterline.ejb.record;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.DialogIdentity;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.LadderEntry;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.call.PackedLadder;
import org.meterline.telephony.media.Quality;

/** What happened in a call, as facts. */
record Story(CallId call, LegId in, LegId out, UUID run, List<CallFact> facts) {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  /** A phone calls a program, which calls a number outside. */
  static Story of(Domain domain) {
    CallId call = CallId.mint();
    LegId in = LegId.mint();
    LegId out = LegId.mint();
    UUID run = UUID.randomUUID();
    DialogIdentity dialog =
        new DialogIdentity("c", "l", "lt", "r", "rt", "t", List.of(), 1, "udp", "127.0.0.1:5070");
    Instant at = NOON;
    List<CallFact> facts = new ArrayList<>();
    facts.add(
        new CallFact.Began(
            call, 1, at, domain, new Origin.Phone(domain, "101"), "101", "500", "node-1"));
    facts.add(new CallFact.LegBegan(call, 2, at, in, true, "101", null, null, null));
    facts.add(
        new CallFact.ProgramBegan(
            call, 3, at, run, UUID.randomUUID(), UUID.randomUUID(), "Welcome"));
    facts.add(new CallFact.LegAnswered(call, 4, at.plusSeconds(1), in, dialog));
    facts.add(new CallFact.LegAsked(call, 5, at.plusSeconds(2), out));
    facts.add(
        new CallFact.LegBegan(
            call,
            6,
            at.plusSeconds(2),
            out,
            false,
            "+49301234567",
            "demo-carrier",
            "Hanna",
            Duration.ofSeconds(30)));
    facts.add(new CallFact.LegAnswered(call, 7, at.plusSeconds(5), out, dialog));
    facts.add(
        new CallFact.LegExtended(call, 8, at.plusSeconds(20), out, 1, Duration.ofSeconds(60)));
    facts.add(
        new CallFact.LegEnded(
            call,
            9,
            at.plusSeconds(40),
            out,
            true,
            Duration.ofSeconds(35),
            200,
            16,
            "Normal clearing",
            new Quality(
                1750, 1700, 3, 0, 420, 438, "PCMA", new Quality.Reported(7, 1_300, 21_000, 431)),
            false,
            null));
    facts.add(
        new CallFact.ProgramEnded(
            call, 10, at.plusSeconds(40), run, 0, "exited", "warn\0ing", "bubblewrap"));
    facts.add(
        new CallFact.LegEnded(
            call,
            11,
            at.plusSeconds(41),
            in,
            true,
            Duration.ZERO,
            200,
            16,
            "Normal clearing",
            null,
            false,
            null));
    facts.add(
        new CallFact.Ended(
            call,
            12,
            at.plusSeconds(41),
            Duration.ofSeconds(40),
            200,
            "Normal clearing",
            PackedLadder.of(
                List.of(
                    new LadderEntry(at, in, "caller", "meterline", "INVITE", "INVITE sip:500@…"),
                    new LadderEntry(at, null, "meterline", "meterline", "State: ENDED", ""))),
            false));
    return new Story(call, in, out, run, facts);
  }

  /** One leg to the caller, who is called first, and one to the other party. */
  static Story asked(Domain domain) {
    return asked(domain, List.of("101"));
  }

  /** The same where the first phone that is called sends the call on to another one. */
  static Story sentOn(Domain domain) {
    return asked(domain, List.of("101", "102"));
  }

  /**
   * @param firsts who is called first, each in the place of the one before; the last one answers
   */
  private static Story asked(Domain domain, List<String> firsts) {
    CallId call = CallId.mint();
    LegId then = LegId.mint();
    DialogIdentity dialog =
        new DialogIdentity("c", "l", "lt", "r", "rt", "t", List.of(), 1, "udp", null);
    Origin.Desk from = new Origin.Desk(domain, null, "anna@harbour.example");
    Duration grant = Duration.ofSeconds(30);
    List<CallFact> facts = new ArrayList<>();
    facts.add(new CallFact.Began(call, 1, NOON, domain, from, "101", "+49301", "node-1"));
    int next = 2;
    LegId first = then;
    for (String user : firsts) {
      first = LegId.mint();
      facts.add(new CallFact.LegAsked(call, next++, NOON, first));
      facts.add(new CallFact.LegBegan(call, next++, NOON, first, false, user, null, "Us", grant));
    }
    facts.add(new CallFact.LegAnswered(call, next++, NOON.plusSeconds(2), first, dialog));
    facts.add(new CallFact.LegAsked(call, next++, NOON.plusSeconds(2), then));
    facts.add(
        new CallFact.LegBegan(call, next++, NOON, then, false, "+49301", "trunk", "Us", grant));
    facts.add(new CallFact.LegAnswered(call, next++, NOON.plusSeconds(5), then, dialog));
    facts.add(
        new CallFact.Ended(
            call,
            next,
            NOON.plusSeconds(9),
            Duration.ofSeconds(7),
            200,
            "bye",
            PackedLadder.of(List.of()),
            false));
    return new Story(call, first, then, UUID.randomUUID(), facts);
  }
}
