package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.meterline.bench.Load;
import org.meterline.launcher.phone.Ladder;
import org.meterline.launcher.phone.Phone;

/**
 * What stops a call in the whole product, one thing after the other, with a phone of sipp's: it
 * hears why, finds it on record, and help is called all the same and costs nothing.
 */
class EmergencyIT extends WholeProductTest {
  private static final String BERLIN = "+4930123456";
  private static final String MEADOW_ADMIN = "admin@meadow.example";

  @TempDir private static Path folder = Path.of("");

  private final Harbour harbour = new Harbour(meterline());

  private record Caller(String user, String domain, String password) {
    static Caller of(Harbour.Customer customer) {
      return new Caller(customer.user(), "harbour.example", customer.password());
    }
  }

  /** Whether one call went as the scenario says. */
  private static boolean goes(String scenario, Caller caller, String to) throws Exception {
    try (Load phone =
        Load.caller(
            scenario,
            meterline().sip(),
            1,
            1,
            Duration.ofMillis(200),
            Load.account(caller.user(), caller.password(), caller.domain(), to))) {
      return phone.result().successful() == 1;
    }
  }

  private static void helped(Caller caller, String number) throws Exception {
    assertTrue(goes("caller.xml", caller, number), number + " is put through");
  }

  /**
   * @param reason a regular expression of sipp's
   */
  private static boolean isRefused(Caller caller, String to, int status, String reason)
      throws Exception {
    String scenario =
        Files.readString(Path.of("src/test/resources/sipp/caller-refused.xml"))
            .replace("@STATUS@", Integer.toString(status))
            .replace("@REASON@", reason);
    Path file = Files.writeString(folder.resolve("refused.xml"), scenario);
    return goes(file.toAbsolutePath().toString(), caller, to);
  }

  private static void untilRefused(Caller caller, String to, int status, String reason)
      throws Exception {
    Patience.until(reason, Duration.ofSeconds(60), () -> isRefused(caller, to, status, reason));
  }

  /** Of the last calls one was refused so, and none to help cost anything. */
  private static void onRecord(List<JsonNode> records, int status, String code) {
    assertTrue(
        records.stream()
            .anyMatch(
                record ->
                    record.path("sipStatus").asInt() == status && record.toString().contains(code)),
        records::toString);
    for (JsonNode record : records) {
      if (record.path("dialled").asText().equals("112")) {
        assertEquals(200, record.path("sipStatus").asInt(), record::toString);
        assertEquals(0, record.path("charges").size(), record::toString);
      }
    }
  }

  /** A customer whose phone is known to the server. */
  private Harbour.Customer customer(String euros) throws Exception {
    Harbour.Customer customer = harbour.customer(euros);
    try (Phone phone = harbour.phone(customer)) {
      assertEquals(404, phone.call("5999").status());
    }
    return customer;
  }

  @Test
  void anEmptyWallet() throws Exception {
    Harbour.Customer customer = customer("0");
    Caller caller = Caller.of(customer);
    helped(caller, "112");
    assertTrue(isRefused(caller, BERLIN, 402, ".*"));
    helped(caller, "110");
    onRecord(harbour.records(customer.user(), 4), 402, "wallet-too-low");
  }

  @Test
  void aFrozenWallet() throws Exception {
    Harbour.Customer customer = customer("5");
    Caller caller = Caller.of(customer);
    harbour.freeze(customer, true);
    try {
      helped(caller, "112");
      untilRefused(caller, BERLIN, 402, ".*");
      onRecord(harbour.records(customer.user(), 3), 402, "wallet-frozen");
    } finally {
      harbour.freeze(customer, false);
    }
    assertEquals(0, harbour.purse(customer.wallet()).balance().compareTo(customer.paidIn()));
  }

  @Test
  void aCountryThatIsNotApproved() throws Exception {
    Harbour.Customer customer = customer("5");
    Caller caller = Caller.of(customer);
    assertTrue(isRefused(caller, "+37167123456", 403, "Calls to Latvia are not approved\\."));
    helped(caller, "112");
    onRecord(harbour.records(customer.user(), 3), 403, "destination-not-approved");
  }

  @Test
  void aFullHour() throws Exception {
    Harbour.Customer customer = customer("5");
    Caller caller = Caller.of(customer);
    harbour.put("limits", "{\"user\":\"%s\",\"calls\":0}".formatted(customer.user()), 200);
    untilRefused(caller, BERLIN, 403, "The limit of 0 calls an hour for .* is reached\\.");
    helped(caller, "112");
    onRecord(harbour.records(customer.user(), 3), 403, "hour-limit");
  }

  @Test
  void aSuspendedTenant() throws Exception {
    Caller caller = new Caller("201", "meadow.example", meterline().phonePassword("201"));
    Instant began = Instant.now();
    try {
      meterline().suspend(DemoTenant.MEADOW, true);
      untilRefused(caller, BERLIN, 403, "The operator has stopped the calls of this tenant\\.");
      helped(caller, "112");
      onRecord(harbour.records(MEADOW_ADMIN, "201", began, 2), 403, "tenant-suspended");
    } finally {
      meterline().suspend(DemoTenant.MEADOW, false);
    }
    try (Phone phone = meterline().phone("201", new Ladder())) {
      Harbour.untilPutThrough("calls pass again", phone, BERLIN).getLast().hangUp();
    }
  }

  @Test
  void aDatabaseThatIsAway() throws Exception {
    Harbour.Customer customer = customer("5");
    Caller caller = Caller.of(customer);
    meterline().stopDatabase();
    List<Boolean> went = new ArrayList<>();
    try {
      went.add(goes("caller.xml", caller, "112"));
      went.add(isRefused(caller, BERLIN, 503, "Nobody can say now who pays for this call"));
      went.add(goes("caller.xml", caller, "110"));
    } finally {
      meterline().startDatabase();
      harbour.awaitSignIn();
    }
    assertEquals(List.of(true, true, true), went);
    onRecord(harbour.records(customer.user(), 4), 503, "authority-unavailable");
  }
}
