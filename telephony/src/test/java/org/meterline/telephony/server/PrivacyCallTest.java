package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.Origin;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Trunk;
import org.meterline.telephony.trunk.TrunkBuilder;

/**
 * Who calls and who sent the call on, as carriers and phones of sipp's are told it: in confidence
 * those that are trusted, the others nothing of it.
 */
class PrivacyCallTest extends HouseTest {
  private static final Domain TENANT = new Domain(House.DOMAIN);
  private static final String NUMBER = "+4930555101";
  private static final String DIALLED = "+33123456701";
  private static final String FORWARDED = "+4930555211";
  private static final String FIRST = "+4989555333";
  private static final String CALLER = "+491701234567";
  private static final String SHOWN = "<sip:" + NUMBER + "@" + House.DOMAIN + ">";
  private static final String NOBODY = "\"Anonymous\" <sip:anonymous@anonymous.invalid>";
  private static final String PLAIN = "Subject: dinner";

  @BeforeAll
  void numbers() {
    house.callerId("101", NUMBER, true);
    house.number(FORWARDED, new Destination.Outside(TENANT, new E164(DIALLED), FORWARDED));
  }

  private void carrier(String name, int port, String prefix, boolean trusted) {
    Trunk trunk = new Trunk(name, "127.0.0.1", port, "udp", List.of(prefix));
    house.trunks.add(new TrunkBuilder(trunk).trusted(trusted).build());
  }

  private Sipp phone(String from, String header, String to, int millis) throws Exception {
    return phone(from, header, to, House.DOMAIN, millis);
  }

  private Sipp phone(String from, String header, String to, String at, int millis)
      throws Exception {
    return Sipp.scenario("uac-wishes.xml")
        .to(house.port())
        .user("101", House.password("101"))
        .set("domain", at)
        .set("to", to)
        .set("from", from)
        .set("header", header)
        .option("-d", Integer.toString(millis))
        .start();
  }

  /** The INVITE that the carrier got of a call by 101. */
  private String byAPhone(boolean trusted, String from, String header) throws Exception {
    try (var carrier = Sipp.scenario("uas.xml").start()) {
      carrier("out", carrier.port(), "33", trusted);
      try (var caller = phone(from, header, DIALLED, 200)) {
        caller.succeeds(1);
      }
      carrier.succeeds(1);
      return invite(carrier);
    }
  }

  /** The INVITE that the called side gets of a call by a carrier with these headers. */
  private void byACarrier(boolean trusted, String to, String from, String headers)
      throws Exception {
    int port = Sipp.freePort();
    carrier("in", port, "1", trusted);
    try (var caller =
        Sipp.scenario("uac-introduced.xml")
            .at(port)
            .to(house.port())
            .set("domain", "127.0.0.1")
            .set("to", to)
            .set("from", from)
            .set("header", headers)
            .option("-d", "200")
            .start()) {
      caller.succeeds(1);
    }
  }

  private static String invite(Sipp received) throws Exception {
    String all = received.messages().replace("\r", "");
    String invite = all.substring(all.indexOf("INVITE sip:"));
    return invite.substring(0, invite.indexOf("\n\n"));
  }

  private static List<String> values(String invite, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + ": (.*)$").matcher(invite);
    List<String> values = new ArrayList<>();
    while (line.find()) {
      values.add(line.group(1).strip());
    }
    return values;
  }

  private static String from(String invite) {
    return values(invite, "From").getFirst().replaceAll(";tag=.*", "");
  }

  // --- Who calls

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoIsShownIsAssertedToTheTrustedAlone(boolean trusted) throws Exception {
    String invite = byAPhone(trusted, "101@" + House.DOMAIN, PLAIN);
    assertEquals(SHOWN, from(invite));
    assertEquals(trusted ? List.of(SHOWN) : List.of(), values(invite, "P-Asserted-Identity"));
    assertEquals(List.of(), values(invite, "Privacy"));
  }

  @ParameterizedTest
  @CsvSource({
    "101@harbour.example,Privacy: id",
    "101@harbour.example,Privacy: header;user;critical",
    "anonymous@anonymous.invalid,Subject: dinner"
  })
  void whoIsNotShownIsToldInConfidence(String from, String header) throws Exception {
    String invite = byAPhone(true, from, header);
    assertEquals(NOBODY, from(invite));
    assertEquals(List.of(SHOWN), values(invite, "P-Asserted-Identity"));
    assertEquals(List.of("id"), values(invite, "Privacy"));

    house.forget();
    house.trunks.clear();
    invite = byAPhone(false, from, header);
    assertEquals(NOBODY, from(invite));
    assertFalse(invite.contains(NUMBER.substring(1)), invite);
    assertFalse(invite.contains("101@"), invite);
    assertEquals(List.of(), values(invite, "P-Asserted-Identity"));
  }

  /** It names its tenant neither in From nor in whom it calls. */
  @Test
  void whoHidesSaysAsWhomTheyWishToBeKnown() throws Exception {
    String wish = "P-Preferred-Identity: <sip:101@" + House.DOMAIN + ">\r\nPrivacy: id";
    try (var called = Sipp.scenario("uas.xml").start()) {
      house.register("103", called, 300);
      try (var caller = phone("anonymous@anonymous.invalid", wish, "103", "127.0.0.1", 200)) {
        caller.succeeds(1);
      }
      called.succeeds(1);
      house.register("103", called, 0);
      assertEquals(NOBODY, from(invite(called)));
    }
    CallFact.Began began = House.only(house.call("103"), CallFact.Began.class);
    assertEquals(new Origin.Phone(TENANT, "101"), began.from());
  }

  /** A carrier's word on who calls, by which another one is shown to phones. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theTrustedIsBelievedWhoCalls(boolean trusted) throws Exception {
    String invite = toAPhone(trusted, "P-Asserted-Identity: <sip:" + CALLER + "@127.0.0.1>");
    assertTrue(from(invite).contains(trusted ? CALLER : FIRST), invite);
    assertEquals(!trusted, !invite.contains(CALLER), invite);
  }

  @Test
  void aPhoneIsNotToldWhoIsNotShown() throws Exception {
    String invite =
        toAPhone(true, "P-Asserted-Identity: <sip:" + CALLER + "@127.0.0.1>\r\nPrivacy: id");
    assertEquals(NOBODY, from(invite));
    assertFalse(invite.contains(CALLER.substring(1)), invite);
    assertFalse(invite.contains(FIRST.substring(1)), invite);
    assertFalse(invite.contains("Lovelace"), invite);
  }

  /** Who is called by somebody who is not shown transfers as ever. */
  @Test
  void whoDoesNotKnowWhoCallsPutsThemThrough() throws Exception {
    try (var called = new Baresip(house, folder.resolve("called"), "102", "udp", 440);
        var next = new Baresip(house, folder.resolve("next"), "103", "udp", 1000);
        var caller = phone("101@" + House.DOMAIN, "Privacy: id", "102", 60_000)) {
      called.await("CALL_ESTABLISHED", 1);
      called.tell("transfer", "103");
      next.await("CALL_ESTABLISHED", 1);
      called.await("CALL_CLOSED", 1);
      assertFalse(caller.messages().contains("BYE "), "the caller stays");
    }
  }

  private String toAPhone(boolean trusted, String headers) throws Exception {
    house.extension("+4930555212", "103");
    try (var phone = Sipp.scenario("uas.xml").start()) {
      house.register("103", phone, 300);
      byACarrier(trusted, "+4930555212", FIRST, headers);
      phone.succeeds(1);
      house.register("103", phone, 0);
      return invite(phone);
    }
  }

  // --- Who sent the call on

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoSentTheCallOnIsToldToTheTrustedAlone(boolean trusted) throws Exception {
    try (var carrier = Sipp.scenario("uas.xml").start()) {
      carrier("out", carrier.port(), "33", trusted);
      byACarrier(
          true,
          FORWARDED,
          CALLER,
          "Diversion: <sip:" + FIRST + "@carrier.example>;reason=unconditional");
      carrier.succeeds(1);
      String invite = invite(carrier);
      String through = "<sip:" + FORWARDED + "@" + House.DOMAIN + ">";
      String before = "<sip:" + FIRST + "@" + House.DOMAIN + ">";
      assertEquals(through, from(invite));
      assertFalse(invite.contains(CALLER.substring(1)), invite);
      if (trusted) {
        assertEquals(
            List.of(through + ";reason=unconditional, " + before + ";reason=unknown"),
            values(invite, "Diversion"));
        String history = values(invite, "History-Info").getFirst();
        assertTrue(
            history.startsWith(before + ";index=1, " + through + ";index=1.1, <sip:" + DIALLED),
            history);
        assertTrue(history.endsWith(";cause=302>;index=1.1.1"), history);
      } else {
        assertEquals(List.of(), values(invite, "Diversion"));
        assertEquals(List.of(), values(invite, "History-Info"));
        assertFalse(invite.contains(FIRST.substring(1)), invite);
      }
    }
  }

  /** A phone may write whatever it likes there: it is believed of the tenant's own numbers. */
  @Test
  void aPhoneSendsNoCallOnInTheNameOfOthers() throws Exception {
    String of = "101@" + House.DOMAIN;
    String invite = byAPhone(true, of, "Diversion: <sip:" + FIRST + "@a.example>;reason=no-answer");
    assertEquals(List.of(), values(invite, "Diversion"));
    assertFalse(invite.contains(FIRST.substring(1)), invite);

    house.forget();
    house.trunks.clear();
    invite = byAPhone(true, of, "Diversion: <sip:" + NUMBER + "@a.example>;reason=no-answer");
    assertEquals(List.of(SHOWN + ";reason=unknown"), values(invite, "Diversion"));
  }
}
