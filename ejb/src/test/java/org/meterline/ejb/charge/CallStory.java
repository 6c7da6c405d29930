package org.meterline.ejb.charge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.meterline.billing.ledger.Charge;
import org.meterline.billing.ledger.PeriodBook;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.ejb.database.TestDatabase;
import org.meterline.telephony.call.CallAuthority.Answer;
import org.meterline.telephony.call.CallAuthority.Ask;
import org.meterline.telephony.call.CallAuthority.Granted;
import org.meterline.telephony.call.CallAuthority.Refused;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.CallJournal;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.E164;
import org.meterline.telephony.call.LegId;
import org.meterline.telephony.call.Origin;

/**
 * A table that tells what calls do and what is said to them, under the clock of its first column.
 * The columns from the fifth on are what wallets have available after the row. What is done:
 *
 * <pre>
 *   101 calls +4930123     a phone asks for a leg
 *   100 of 101 call +49301 as many at once; said is how many were told what
 *   used 11                so many seconds after the answer the leg asks for more
 *   ends 60                the leg ends; said is what was charged since, and the day it is posted on
 *   closes 2026-11         finance closes a month
 *   the node restarts      what it knew is lost; it recovers the legs that were up
 * </pre>
 *
 * It is told once as it is, and again with the Nth use of the database failing, for every N; what
 * is not answered is asked again, as the engine does.
 */
final class CallStory {
  private final Consumer<ChargedTenant> scene;
  private final List<List<String>> rows;

  CallStory(Consumer<ChargedTenant> scene, String table) {
    this.scene = scene;
    rows =
        table
            .lines()
            .map(line -> List.of(line.split("\\|", -1)).stream().map(String::strip).toList())
            .toList();
  }

  void tell() throws Exception {
    new Telling(0).tell();
    int nth = 1;
    while (new Telling(nth).tell()) {
      nth++;
    }
  }

  private final class Telling {
    private final ChargedTenant tenant;
    private final FailingSource database = new FailingSource(TestDatabase.get().app());
    private final Map<String, CallId> calls = new HashMap<>();
    private final Map<String, LegId> legs = new HashMap<>();
    private final Map<String, Integer> sequences = new HashMap<>();
    private final Set<UUID> told = new HashSet<>();
    private final int failing;
    private volatile Instant now;
    private Charging charging;

    Telling(int failing) throws SQLException {
      this.failing = failing;
      tenant = new ChargedTenant();
      scene.accept(tenant);
      now = time(rows.get(1).getFirst());
      charging = start();
      // what a node knows of a tenant after its first call
      charging.payerRules().of(tenant.id);
    }

    private Charging start() {
      return tenant.start("node-" + tenant.id, database.source(), () -> now);
    }

    /** Whether the failure came about. */
    boolean tell() throws Exception {
      database.fail(failing);
      try {
        for (var row : rows.subList(1, rows.size())) {
          var said = new ArrayList<>(row.subList(0, 3));
          now = row.getFirst().isEmpty() ? now : time(row.getFirst());
          said.add(happens(row.get(1), row.get(2)));
          for (int i = 4; i < row.size(); i++) {
            said.add(available(rows.getFirst().get(i), row.get(i)));
          }
          assertEquals(
              String.join(" | ", row), String.join(" | ", said), () -> "failing " + failing);
        }
      } finally {
        charging.close();
      }
      boolean failed = database.failed();
      assertEquals(List.of(), tenant.differences(), () -> "failing " + failing);
      return failed;
    }

    private static Instant time(String words) {
      return OffsetDateTime.parse(words).toInstant();
    }

    /** A cell that is empty is not looked at. */
    private String available(String wallet, String expected) {
      if (expected.isEmpty()) {
        return "";
      }
      var available = tenant.wallet(wallet.equals("tenant") ? "" : wallet).available();
      return available.toString().replace(" " + available.currency(), "");
    }

    private String happens(String name, String does) throws Exception {
      var words = List.of(does.split(" ", -1));
      return switch (words.getFirst()) {
        case "used" -> {
          int sequence = sequences.merge(name, 1, Integer::sum);
          yield said(surely(() -> extend(name, sequence, Long.parseLong(words.get(1)))));
        }
        case "ends" -> ends(name, Long.parseLong(words.get(1)));
        case "closes" -> closes(YearMonth.parse(words.get(1)));
        case "the" -> restarts();
        default ->
            words.get(1).equals("of")
                ? callTogether(Integer.parseInt(words.getFirst()), words.get(2), words.get(4))
                : calls(name, words.getFirst(), words.get(2));
      };
    }

    private String calls(String name, String user, String number) {
      calls.put(name, CallId.mint());
      legs.put(name, LegId.mint());
      var ask = ask(user, number, call(name), leg(name));
      return said(surely(() -> charging.authority().admit(ask)));
    }

    /** In the order of what was said: the seconds as numbers. */
    private String callTogether(int many, String user, String number) throws Exception {
      var asks =
          IntStream.range(0, many)
              .mapToObj(i -> ask(user, number, CallId.mint(), LegId.mint()))
              .<Callable<String>>map(
                  ask -> () -> said(surely(() -> charging.authority().admit(ask))))
              .toList();
      var said = new TreeMap<String, Integer>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var answer : threads.invokeAll(asks)) {
          said.merge(answer.get(), 1, Integer::sum);
        }
      }
      return said.entrySet().stream()
          .map(e -> e.getValue() + ": " + e.getKey())
          .collect(Collectors.joining("; "));
    }

    private Answer extend(String name, int sequence, long used) {
      return charging.authority().extend(leg(name), sequence, Duration.ofSeconds(used));
    }

    private String ends(String name, long seconds) throws Exception {
      var end =
          new CallFact.LegEnded(
              call(name),
              99,
              now,
              leg(name),
              true,
              Duration.ofSeconds(seconds),
              200,
              16,
              "Ended",
              null,
              false,
              null);
      while (!posted(end)) {
        // the journal posts the same again
      }
      return tenant.charges(call(name)).stream()
          .filter(charge -> told.add(charge.id()))
          .map(CallStory::charge)
          .sorted()
          .collect(Collectors.joining("; "));
    }

    private boolean posted(CallFact fact) throws Exception {
      try {
        charging.journal().post(List.of(fact));
        return true;
      } catch (CallJournal.Unavailable away) {
        return false;
      }
    }

    private String closes(YearMonth month) {
      return tenant
          .transaction
          .write(tenant.id, c -> new PeriodBook(c).close(tenant.id, month, "", "finance", now))
          .name()
          .toLowerCase(Locale.ROOT);
    }

    private String restarts() {
      charging.close();
      charging = surely(this::start);
      surely(charging::recover);
      calls.values().stream()
          .flatMap(call -> tenant.charges(call).stream())
          .forEach(charge -> told.add(charge.id()));
      return "recovered";
    }

    private Ask ask(String user, String number, CallId call, LegId leg) {
      var to = new Destination.Outside(tenant.domain, new E164(number));
      return new Ask(
          call,
          leg,
          tenant.domain,
          new Origin.Phone(tenant.domain, user),
          user,
          to,
          List.of("carrier"),
          now,
          Map.of());
    }

    private CallId call(String name) {
      return Objects.requireNonNull(calls.get(name));
    }

    private LegId leg(String name) {
      return Objects.requireNonNull(legs.get(name));
    }
  }

  private static String charge(Charge charge) {
    var transfer = charge.transfer();
    return charge.payer()
        + " "
        + charge.amount()
        + (transfer == null ? "" : " on " + transfer.postingDate());
  }

  private static String said(Answer answer) {
    return switch (answer) {
      case Granted granted ->
          granted.until().toSeconds()
              + " s"
              + (granted.last() ? " last" : "")
              + " by "
              + granted.payer();
      case Refused refused -> refused.why().code();
    };
  }

  private static <T> T surely(Supplier<T> question) {
    while (true) {
      try {
        return question.get();
      } catch (BooksUnavailable again) {
        // the engine asks again, with the same number
      }
    }
  }
}
