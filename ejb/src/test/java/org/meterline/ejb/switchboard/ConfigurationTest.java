package org.meterline.ejb.switchboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.telephony.address.OwnAddresses;
import org.meterline.telephony.guard.Prefix;
import org.meterline.telephony.program.AgiPrograms;
import org.meterline.telephony.relay.RelaySettings;
import org.meterline.telephony.server.Settings;

class ConfigurationTest {
  @TempDir Path data;

  @Test
  void defaultsAreValid() {
    Configuration it = Configuration.read(Map.of("METERLINE_DATA", data.toString()));
    assertEquals(data, it.data());
    assertEquals("http://localhost:8080", it.web().url().toString());
    assertEquals("jdbc:postgresql://127.0.0.1:5438/meterline", it.database().url());
    assertEquals(Duration.ofSeconds(15), it.charge().grant());
    assertEquals("127.0.0.1", it.media().advertisedAddress());
    assertEquals(data.resolve("launcher/launcher.sock"), it.programs().launcher());
    assertFalse(it.programs().external());
  }

  @Test
  void everyKeyOfTheFileIsRead() {
    Configuration it = Configuration.read(Map.of("METERLINE_DATA", data.toString()));
    Set<String> variables = new HashSet<>();
    SettingsReader.defaults().keySet().forEach(k -> variables.add(SettingsReader.variable(k)));
    assertEquals(variables, it.environment().keySet());
  }

  @Test
  void everyKeyOfTheFileHasItsComment() throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("src/main/resources/meterline-defaults.properties"));
    String before = "";
    for (String line : lines) {
      if (!line.isBlank() && !line.startsWith("#")) {
        // A group may share one comment, but no key follows an empty line.
        assertFalse(before.isBlank(), "no comment above " + line);
      }
      before = line;
    }
  }

  @Test
  void theEnvironmentGoesBeforeTheFileAndTheFileBeforeSecretsAndDefaults() throws IOException {
    Path file = data.resolve("own.properties");
    Files.writeString(file, "web.port = 9001\nsip.port = 6060\nnode = b\n");
    Files.writeString(data.resolve("secrets.properties"), "node = c\nsip.tls-password = s\n");
    Configuration it =
        Configuration.read(
            Map.of(
                "METERLINE_DATA",
                data.toString(),
                "METERLINE_CONFIG",
                file.toString(),
                "METERLINE_KEYCLOAK_MANAGEMENT_PORT",
                "9002",
                "METERLINE_SIP_PORT",
                "7060"));
    assertEquals(9001, it.web().port());
    assertEquals(7060, it.sip().port());
    assertEquals("b", it.node());
    assertEquals("s", it.sip().tlsPassword());
  }

  @Test
  void anotherProcessReadsTheSameFromTheEnvironmentItIsGiven() {
    Configuration it =
        Configuration.read(
            Map.of("METERLINE_DATA", data.toString(), "METERLINE_CHARGE_GRANT", "2m"));
    assertEquals(it, Configuration.read(it.environment()));
  }

  @Test
  void edgesAreAddressesWithCommasBetween() {
    String folder = data.toString();
    assertEquals(
        Set.of("192.0.2.1", "2001:db8::1"),
        Configuration.read(
                Map.of("METERLINE_DATA", folder, "METERLINE_SIP_EDGES", "192.0.2.1, 2001:db8::1"))
            .sip()
            .edges());
    Configuration.Wrong wrong =
        assertThrows(
            Configuration.Wrong.class,
            () ->
                Configuration.read(
                    Map.of("METERLINE_DATA", folder, "METERLINE_SIP_EDGES", "edge.example")));
    assertTrue(String.valueOf(wrong.getMessage()).contains("METERLINE_SIP_EDGES"), wrong::toString);
  }

  /** A TURN server has a secret, which no message says. */
  @Test
  void browsersAreToldStunAndTurnServers() {
    Map<String, String> given = new HashMap<>();
    given.put("METERLINE_DATA", data.toString());
    given.put("METERLINE_BROWSERS_ICE_SERVERS", "stun:[2001:db8::1]:3478");
    assertEquals(List.of("stun:[2001:db8::1]:3478"), Configuration.read(given).iceServers().stun());
    String both = "stuns:stun.example, turn:turn.example:3478?transport=udp";
    given.put("METERLINE_BROWSERS_ICE_SERVERS", both);
    var alone = assertThrows(Configuration.Wrong.class, () -> Configuration.read(given));
    assertTrue(
        String.valueOf(alone.getMessage()).contains("browsers.turn-secret"), alone::toString);
    given.put("METERLINE_BROWSERS_TURN_SECRET", "north wind");
    var read = Configuration.read(given).iceServers();
    assertEquals(List.of("stuns:stun.example"), read.stun());
    assertEquals(List.of("turn:turn.example:3478?transport=udp"), read.turn());
    for (String wrong : List.of("turn.example", "turn://turn.example", "stun:a?transport=udp")) {
      given.put("METERLINE_BROWSERS_ICE_SERVERS", wrong);
      var refused = assertThrows(Configuration.Wrong.class, () -> Configuration.read(given));
      assertTrue(String.valueOf(refused.getMessage()).contains("ICE_SERVERS"), wrong);
      assertFalse(String.valueOf(refused.getMessage()).contains("north"), wrong);
    }
  }

  /** One address of each family; what is told is of the same families. */
  @Test
  void bothFamiliesAreListenedTo() {
    Map<String, String> given = new HashMap<>();
    given.put("METERLINE_DATA", data.toString());
    given.put("METERLINE_SIP_ADDRESS", "127.0.0.1, [0:0:0:0:0:0:0:1]");
    given.put("METERLINE_MEDIA_ADDRESS", "0.0.0.0,[::]");
    Configuration read = Configuration.read(given);
    assertEquals("127.0.0.1,[::1]", read.sip().address());
    assertEquals("127.0.0.1,[::1]", read.sip().advertisedAddress());
    assertEquals("127.0.0.1", read.sip().near().getAddress().getHostAddress());
    OwnAddresses told = EngineSettings.of(read).media().advertised();
    assertTrue(told.ip4() != null && told.ip6() != null, told::toString);
    for (String wrong : List.of("0.0.0.0,[::1]", "127.0.0.1,127.0.0.2")) {
      given.put("METERLINE_SIP_ADDRESS", wrong);
      var refused = assertThrows(Configuration.Wrong.class, () -> Configuration.read(given));
      assertTrue(String.valueOf(refused.getMessage()).contains("SIP_ADDRESS"), wrong);
    }
  }

  @Test
  void aMediaRelayIsUsedWhenItIsChosen() {
    Map<String, String> given = new HashMap<>();
    given.put("METERLINE_DATA", data.toString());
    given.put("METERLINE_MEDIA_RELAY_ADDRESS", "[2001:db8::1]:2223");
    given.put("METERLINE_MEDIA_RELAY_INTERFACES", "outside inside");
    assertNull(EngineSettings.of(Configuration.read(given)).relay());
    given.put("METERLINE_MEDIA_RELAY", "rtpengine");
    RelaySettings relay = EngineSettings.of(Configuration.read(given)).relay();
    InetAddress address = InetAddress.ofLiteral("2001:db8::1");
    assertEquals(
        new RelaySettings(new InetSocketAddress(address, 2223), false, true, "outside", "inside"),
        relay);
    for (String wrong : List.of("localhost:2223", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:70000")) {
      given.put("METERLINE_MEDIA_RELAY_ADDRESS", wrong);
      var refused = assertThrows(Configuration.Wrong.class, () -> Configuration.read(given));
      assertTrue(String.valueOf(refused.getMessage()).contains("MEDIA_RELAY_ADDRESS"), wrong);
    }
  }

  @Test
  void howLongProgramsMayTakeReachesTheEngine() {
    Settings engine =
        EngineSettings.of(
            Configuration.read(
                Map.of(
                    "METERLINE_DATA", data.toString(),
                    "METERLINE_LIMITS_RING_TIME", "20s",
                    "METERLINE_PROGRAMS_ANSWER_TIME", "30s",
                    "METERLINE_PROGRAMS_SILENCE", "40s",
                    "METERLINE_PROGRAMS_LIMIT", "50",
                    "METERLINE_PROGRAMS_LAUNCHER", "/run/meterline/launcher.sock")));
    assertEquals(Duration.ofSeconds(20), engine.timings().ring());
    assertEquals(Duration.ofSeconds(30), engine.timings().unanswered());
    assertEquals(new AgiPrograms.Settings(Duration.ofSeconds(40), 50), engine.programs());
    assertEquals(Path.of("/run/meterline/launcher.sock"), engine.launcher());
  }

  @Test
  void theEngineNeverStartsALauncherItself() {
    Configuration it =
        Configuration.read(Map.of("METERLINE_DATA", data.resolve("very".repeat(40)).toString()));
    Path socket = it.programs().launcher();
    assertTrue(socket.toString().length() <= 107, socket::toString);
    assertEquals(socket, EngineSettings.of(it).launcher());
    assertEquals(it.programs(), Configuration.read(it.environment()).programs());
  }

  @Test
  void aFileThatIsNoneIsNamed() throws IOException {
    Files.writeString(data.resolve("secrets.properties"), "sip.tls-password = \\u00g0\n");
    Configuration.Wrong wrong =
        assertThrows(
            Configuration.Wrong.class,
            () -> Configuration.read(Map.of("METERLINE_DATA", data.toString())));
    assertTrue(String.valueOf(wrong.getMessage()).contains("secrets.properties"), wrong::toString);
  }

  @Test
  void allThatIsWrongIsNamedAtOnce() {
    Configuration.Wrong wrong =
        assertThrows(
            Configuration.Wrong.class,
            () ->
                Configuration.read(
                    Map.of(
                        "METERLINE_DATA", data.toString(),
                        "METERLINE_WEB_PORT", "eighty",
                        "METERLINE_CHARGE_GRANT", "15",
                        "METERLINE_PROGRAMS_LAUNCHER", "/" + "long".repeat(27),
                        "METERLINE_DATABASE_URL", "mysql://x",
                        "METERLINE_SPI_PORT", "5060",
                        "METERLINE_SIP_TLS_PORT", "5060",
                        "METERLINE_TEST_ANYTHING", "is not looked at")));
    List<String> lines = String.valueOf(wrong.getMessage()).lines().toList();
    assertTrue(lines.stream().anyMatch(l -> l.contains("METERLINE_WEB_PORT")), lines::toString);
    assertTrue(lines.stream().anyMatch(l -> l.contains("METERLINE_CHARGE_GRANT")), lines::toString);
    assertTrue(lines.stream().anyMatch(l -> l.contains("METERLINE_DATABASE_URL")), lines::toString);
    assertTrue(lines.stream().anyMatch(l -> l.contains("METERLINE_SPI_PORT")), lines::toString);
    assertTrue(lines.contains("sip.port and sip.tls-port are both 5060"), () -> lines.toString());
    assertTrue(
        lines.stream().anyMatch(l -> l.contains("METERLINE_PROGRAMS_LAUNCHER")), lines::toString);
    assertEquals(6, lines.size(), lines::toString);
  }

  @Test
  void listsHaveCommasBetweenAndMayHaveSpaces(@TempDir Path data) {
    Configuration it =
        Configuration.read(
            Map.of(
                "METERLINE_DATA", data.toString(),
                "METERLINE_SIP_DNS", "192.0.2.1 , 192.0.2.2:5353,",
                "METERLINE_TRUNKS_TENANTS_REACH", " 10.1.0.0/16, fd00:1::/32",
                "METERLINE_LIMITS_DESTINATIONS", "own, DE,,satellite",
                "METERLINE_EMERGENCY_NUMBERS", "DE:19222, CH:1414"));
    assertEquals(
        List.of(new InetSocketAddress("192.0.2.1", 53), new InetSocketAddress("192.0.2.2", 5353)),
        it.sip().dns());
    assertEquals(
        List.of(Prefix.parse("10.1.0.0/16"), Prefix.parse("fd00:1::/32")), it.sip().tenantsReach());
    assertEquals(Set.of("own", "DE", "satellite"), it.limits().approved());
    assertTrue(it.emergencies().has("19222", "DE"));
    assertTrue(it.emergencies().has("1414", "CH"));
  }
}
