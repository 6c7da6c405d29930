package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Place;
import org.meterline.telephony.sip.Sipp;
import org.meterline.telephony.trunk.Trunk;

/** From where help is called: sipp gets it as a carrier would, Python reads it. */
class GeolocationCallTest {
  private static final Place PIER =
      new Place("Pier <1> & shed", "DE", "Große Elbstraße 1, 22767 Hamburg");

  /** Prints, of one SIP message, the type of each part, its id, and what of the address it says. */
  private static final String READER =
      """
      import email, sys, xml.etree.ElementTree as tree
      text = open(sys.argv[1], 'rb').read()
      whole = email.message_from_bytes(text.split(b'\\r\\n', 1)[1])
      for part in whole.get_payload():
          print(part.get_content_type(), part['Content-ID'] or '-', part['Content-Disposition'] or '-')
      civic = '{urn:ietf:params:xml:ns:pidf:geopriv10:civicAddr}'
      root = tree.fromstring(whole.get_payload()[1].get_payload(decode=True))
      print(root.tag)
      for name in ('country', 'LOC', 'NAM'):
          print(name, root.find('.//' + civic + name).text)
      """;

  @TempDir private static Path folder;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    house = new House(folder);
    house.number("112", new Destination.Emergency(new Domain(House.DOMAIN), "112", PIER));
  }

  @AfterAll
  static void close() {
    house.close();
  }

  @BeforeEach
  void forget() {
    house.forget();
    house.trunks.clear();
  }

  private static String called(String scenario, String to, boolean told) throws Exception {
    try (var carrier = Sipp.scenario(scenario).start()) {
      house.trunks.add(
          new Trunk("carrier", "127.0.0.1", carrier.port(), "udp", List.of("")).told(told));
      try (var caller =
          Sipp.scenario("uac.xml")
              .to(house.port())
              .user("101", House.password("101"))
              .set("domain", House.DOMAIN)
              .set("to", to)
              .option("-d", "100")
              .start()) {
        caller.succeeds(1);
      }
      carrier.succeeds(1);
      return carrier.messages();
    }
  }

  private static String invite(String messages) {
    int from = messages.indexOf("INVITE sip:");
    int to = messages.indexOf("\n-----------------------------------------------", from);
    return messages.substring(from, to < 0 ? messages.length() : to);
  }

  @Test
  void whoHelpsIsTold() throws Exception {
    String invite = invite(called("trunk-place.xml", "112", true));
    Path file = folder.resolve("invite");
    Files.writeString(file, invite, StandardCharsets.ISO_8859_1); // as it was read: bytes
    Process python =
        new ProcessBuilder("python3", "-c", READER, file.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(python.waitFor(60, TimeUnit.SECONDS));
    List<String> lines = said.lines().toList();
    assertEquals("application/sdp - -", lines.get(0), said);
    String id = invite.replaceAll("(?s).*Geolocation: *<cid:([^>]+)>.*", "$1");
    assertEquals(
        "application/pidf+xml <" + id + "> by-reference;handling=optional", lines.get(1), said);
    assertEquals(
        List.of(
            "{urn:ietf:params:xml:ns:pidf}presence",
            "country DE",
            "LOC Große Elbstraße 1, 22767 Hamburg",
            "NAM Pier <1> & shed"),
        lines.subList(2, lines.size()));
    assertEquals(200, House.only(house.call("112"), CallFact.Ended.class).sipStatus());
  }

  @Test
  void whoTakesNoPlaceIsCalledWithoutIt() throws Exception {
    String messages = called("trunk-no-place.xml", "112", true);
    String second = messages.substring(messages.lastIndexOf("INVITE sip:112@"));
    assertFalse(second.contains("Geolocation"), second);
    CallFact.LegEnded leg = Ends.overTrunks(house.call("112")).getFirst();
    assertTrue(leg.answered(), "it was this trunk all along");
  }

  @Test
  void nobodyElseIsTold() throws Exception {
    assertFalse(called("uas.xml", "112", false).contains("Geolocation"));
    house.trunks.clear();
    assertFalse(called("uas.xml", "+4930555781", true).contains("Geolocation"));
  }
}
