package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Invitation;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Signalling;
import org.meterline.telephony.call.Signalling.Event;
import org.meterline.telephony.media.Sdp;

/** Which of two phones that ring for one leg is heard before the answer, and when no more. */
class EarlyAudioTest {
  private static final Event RINGS = new Event.Progress(180, null);
  private static final Event SILENCE = new Event.Progress(199, null);
  private static final Event BUSY = new Event.Failed(486, "Whatever");
  private static final Sdp FIRST = Exchange.SDP;
  private static final Sdp SECOND = new Sdp(FIRST.text().replace("40000", "40002"));

  private final Exchange exchange = new Exchange();
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private RawPhone one;
  private RawPhone two;

  @BeforeEach
  void phones() throws IOException {
    one = new RawPhone(exchange.port());
    two = new RawPhone(exchange.port());
  }

  @AfterEach
  void close() {
    one.close();
    two.close();
    exchange.close();
    assertEquals(0, exchange.counters.faults());
  }

  private static Invitation.Target at(RawPhone phone) {
    return new Invitation.Target("sip:raw@127.0.0.1:" + phone.port(), List.of(), "udp");
  }

  private Signalling.Leg call(Invitation.Target... targets) {
    return exchange.sip.invite(
        new Invitation(
            LegId.mint(), List.of(targets), "101", null, new Domain(Exchange.DOMAIN), FIRST),
        event -> {
          if (!(event instanceof Event.Message)) {
            events.add(event);
          }
        });
  }

  private void hears(Event... all) {
    until(List.of(all) + " is all of " + events, () -> events.equals(List.of(all)));
  }

  private static Event speaks(int status, Sdp session) {
    return new Event.Progress(status, session);
  }

  @Test
  void whoIsLostIsHeardNoMoreAndTheOtherRings() throws IOException {
    call(at(one), at(two));
    String first = one.receive("INVITE");
    String second = two.receive("INVITE");
    one.answer(first, 183, FIRST.text());
    hears(speaks(183, FIRST));
    two.answer(second, 180, "");
    hears(speaks(183, FIRST), new Event.Progress(183, null));
    one.answer(first, 486, "");
    hears(speaks(183, FIRST), new Event.Progress(183, null), SILENCE, RINGS);
    two.answer(second, 480, "");
    until("it ends", () -> events.getLast().equals(BUSY));
  }

  @Test
  void theOtherIsHeardAgainThatHasDescribedItself() throws IOException {
    call(at(one), at(two));
    String first = one.receive("INVITE");
    String second = two.receive("INVITE");
    one.answer(first, 183, FIRST.text());
    hears(speaks(183, FIRST));
    two.answer(second, 183, SECOND.text());
    hears(speaks(183, FIRST), speaks(183, SECOND));
    two.answer(second, 486, "");
    hears(speaks(183, FIRST), speaks(183, SECOND), speaks(199, FIRST));
    one.answer(first, 200, "");
    one.receive("ACK");
    hears(speaks(183, FIRST), speaks(183, SECOND), speaks(199, FIRST), new Event.Answered(null));
  }

  @Test
  void thatOneIsLostWhoIsNotHeardSaysNothing() throws IOException {
    call(at(one), at(two));
    String first = one.receive("INVITE");
    String second = two.receive("INVITE");
    two.answer(second, 180, "");
    hears(RINGS);
    one.answer(first, 183, FIRST.text());
    hears(RINGS, speaks(183, FIRST));
    two.answer(second, 486, "");
    two.receive("ACK");
    one.answer(first, 200, "");
    one.receive("ACK");
    hears(RINGS, speaks(183, FIRST), new Event.Answered(null));
  }

  /** A final response ends what its INVITE began (RFC 3261, section 12.3). */
  @Test
  void whoIsAskedOnceMoreIsHeardAnew() throws IOException {
    call(at(one).whenRefused(() -> SECOND));
    String invite = one.receive("INVITE");
    one.answer(invite, 183, FIRST.text());
    hears(speaks(183, FIRST));
    one.answer(invite, 488, "");
    one.receive("ACK");
    String again = one.receive("INVITE");
    hears(speaks(183, FIRST), SILENCE);
    one.send(
        RawPhone.response(
            again,
            183,
            "another",
            RawPhone.lines(
                "Contact: <sip:raw@127.0.0.1:" + one.port() + ">", "Content-Type: application/sdp"),
            SECOND.text()));
    hears(speaks(183, FIRST), SILENCE, speaks(183, SECOND));
    one.answer(again, 486, "");
    hears(speaks(183, FIRST), SILENCE, speaks(183, SECOND), BUSY);
  }
}
