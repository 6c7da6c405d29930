package org.meterline.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.meterline.ejb.switchboard.Configuration;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Ladder;
import org.meterline.launcher.phone.Phone;

/**
 * {@code ./meterline call}: a simulated phone registers as the first demo account, calls the demo
 * number, listens, presses a key, talks, hangs up, and shows ladder and receipt.
 */
final class DemoCall {
  private static final DemoTenant TENANT = DemoTenant.HARBOUR;

  private final Configuration configuration;
  private final Secrets secrets;
  private final PrintStream out;
  private final Rest rest;

  DemoCall(Configuration configuration, Secrets secrets, PrintStream out) {
    this.configuration = configuration;
    this.secrets = secrets;
    this.out = out;
    String admin = TENANT.login("admin");
    this.rest = new Rest(configuration, admin, secrets.login(admin));
  }

  /**
   * How a call went, as the phone saw it.
   *
   * @param ending how it ended, or the status line of a refusal
   * @param reason the Reason header (RFC 3326) of what ended it, or nothing
   */
  record Seen(
      int registered, int status, int soundMillis, int packets, String ending, String reason) {
    private static final Pattern TEXT = Pattern.compile("text=\"([^\"]+)\"");

    /** In a sentence: what was heard, or why nothing could be. */
    String inWords() {
      if (status < 300) {
        return "%d: heard %.1f s of sound in %d packets; %s."
            .formatted(status, soundMillis / 1e3, packets, ending);
      }
      Matcher text = TEXT.matcher(reason);
      return "The call was refused with "
          + ending
          + (text.find() ? ": " + text.group(1) : "")
          + ".";
    }
  }

  /** Returns the exit status. */
  int run(String dialled, char key, Duration talk) throws InterruptedException {
    String before = calls("limit=1").path(0).path("id").asText();
    Ladder ladder = new Ladder();
    Seen seen = place(dialled, key, talk, ladder);
    out.println();
    out.print(ladder.draw("phone " + TENANT.phones().getFirst(), "Meterline"));
    out.println();
    if (seen.registered() != 200) {
      out.printf("The registration was refused with %d.%n", seen.registered());
      return 1;
    }
    out.printf("  %s%n%n", seen.inWords());
    Optional<JsonNode> record = finished(before, dialled);
    if (record.isEmpty()) {
      out.println("  The call does not appear in the records.");
      return 1;
    }
    receipt(record.get());
    return seen.status() == 200 ? 0 : 1;
  }

  Seen place(String dialled, char key, Duration talk, Ladder ladder) throws InterruptedException {
    InetSocketAddress server = configuration.sip().near();
    String user = TENANT.phones().getFirst();
    try (Phone phone =
        new Phone(
            InetAddress.getLoopbackAddress(),
            configuration.demo().phonePort(),
            server,
            user,
            TENANT.domain(),
            secrets.phone(TENANT, user),
            ladder)) {
      int registered = phone.register(Duration.ofMinutes(2));
      if (registered != 200) {
        return new Seen(registered, 0, 0, 0, "", "");
      }
      Dialog call = phone.call(dialled);
      if (call.status() < 300) {
        // The far end's greeting is heard out as far as a person would, then a key is pressed.
        call.audio().tone(0);
        call.awaitEnd(Duration.ofSeconds(3));
        ladder.note("presses " + key);
        call.audio().press(key);
        call.audio().tone(700);
        call.awaitEnd(talk);
        call.hangUp();
      }
      phone.register(Duration.ZERO);
      return new Seen(
          registered,
          call.status(),
          call.audio().soundMillis(),
          call.audio().packets(),
          call.ending(),
          call.reason());
    } catch (IOException e) {
      throw new Trouble("The phone cannot open its port: " + e.getMessage() + ".", e);
    }
  }

  /** Some of the calls, newest first. */
  private JsonNode calls(String query) throws InterruptedException {
    try {
      return rest.get("calls?" + query).path("items");
    } catch (IOException e) {
      throw new Trouble("Meterline's records cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /**
   * The first call from this caller to this number after another: others may have called meanwhile.
   *
   * @param before that other call's id, or nothing; ids of calls rise with time
   * @param calls newest first
   */
  static Optional<JsonNode> after(String before, JsonNode calls, String caller, String dialled) {
    Optional<JsonNode> found = Optional.empty();
    for (JsonNode call : calls) {
      if (call.path("id").asText().compareTo(before) > 0
          && call.path("caller").asText().equals(caller)
          && call.path("dialled").asText().equals(dialled)) {
        found = Optional.of(call);
      }
    }
    return found;
  }

  /** The record of our call; it may take a moment to be posted. */
  private Optional<JsonNode> finished(String before, String dialled) throws InterruptedException {
    String caller = TENANT.phones().getFirst();
    long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (System.nanoTime() < end) {
      Optional<JsonNode> call = after(before, calls("state=ended&limit=20"), caller, dialled);
      if (call.isPresent()) {
        try {
          return Optional.of(rest.get("calls/" + call.get().path("id").asText()));
        } catch (IOException e) {
          throw new Trouble("The call's record cannot be read: " + e.getMessage() + ".", e);
        }
      }
      LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
    }
    return Optional.empty();
  }

  private static String tax(JsonNode tax) {
    var rate = new BigDecimal(tax.path("rate").asText("0")).movePointRight(2).stripTrailingZeros();
    return rate.signum() == 0 ? "" : " incl. " + rate.toPlainString() + " % tax";
  }

  private void receipt(JsonNode call) {
    out.printf(
        "  Receipt     %s → %s, %s, talked %.1f s, %s%n",
        call.path("caller").asText(),
        call.path("dialled").asText(),
        call.path("began").asText(),
        call.path("talkedMillis").asLong() / 1e3,
        call.path("reason").asText());
    for (JsonNode charge : call.path("charges")) {
      out.printf(
          "              %-28s %5d s at %s   %s%s, paid by %s%n",
          charge.path("destination").asText(),
          charge.path("billedSeconds").asLong(),
          price(charge.path("price")),
          money(charge.path("cost")),
          tax(charge.path("tax")),
          charge.path("payer").asText());
      for (JsonNode move : charge.path("moves")) {
        out.printf(
            "                %-6s %-28s %s%n",
            move.path("side").asText(), move.path("account").asText(), money(move.path("amount")));
      }
    }
    out.printf("              together %s%s%n", money(call.path("cost")), bundled(call));
    for (JsonNode run : call.path("programRuns")) {
      out.printf(
          "  Program     %s, %s, exit status %s, %s%n",
          run.path("name").asText(),
          run.path("sandbox").asText(),
          run.path("exitStatus").asText(),
          run.path("ending").asText());
    }
    out.printf("  Record      %s/calls/%s%n", configuration.web().url(), call.path("id").asText());
  }

  private static String bundled(JsonNode call) {
    JsonNode seconds = call.path("bundled");
    return seconds.isObject() ? ", and " + seconds.path("amount").asText() + " s of bundles" : "";
  }

  private static String price(JsonNode price) {
    String perMinute = shortest(price.path("perMinute")) + " a minute";
    JsonNode fee = price.path("connectFee");
    return new BigDecimal(fee.path("amount").asText("0")).signum() == 0
        ? perMinute
        : perMinute + " and " + shortest(fee) + " to connect";
  }

  /** Without the zeros at its end, but for two digits. */
  private static String shortest(JsonNode money) {
    BigDecimal amount = new BigDecimal(money.path("amount").asText("0")).stripTrailingZeros();
    return amount.setScale(Math.max(2, amount.scale())).toPlainString()
        + " "
        + money.path("currency").asText();
  }

  private static String money(JsonNode money) {
    return money.isObject()
        ? money.path("amount").asText() + " " + money.path("currency").asText()
        : "nothing";
  }
}
