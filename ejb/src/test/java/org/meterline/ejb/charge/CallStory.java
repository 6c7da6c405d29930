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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.Charge;
import org.meterline.billing.ledger.PeriodBook;
import org.meterline.billing.wallet.BooksUnavailable;
import org.meterline.ejb.database.FailingSource;
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
 *   callback of 101 to +49 a leg of a call that somebody asked for, and that is of a phone
 *   100 of 101 call +49301 as many at once; said is how many were told what
 *   used 11                so many seconds after the answer the leg asks for more
 *   ends 60                the leg ends; said is what was charged since, and the day it is posted on
 *   ends 60 over north     the same, and which trunk carried it
 *   closes 2026-11         finance closes a month
 *   the node restarts      what it knew is lost; it recovers the legs that were up
 * </pre>
 *
 * In the second column are the names of legs; the first word of one is its call's. It is told once
 * as it is, and again, for every N, with the Nth use of the database lost on the way there, and,
 * half a story away, the answer of another one lost on the way back, so that each is lost once in
 * either way. What is not answered is asked again, as the engine does.
 */
final class CallStory {
  private static final String NO_PRICE = "+8835100012345";

  private final StoryScene scene;
  private final List<List<String>> rows;

  CallStory(Consumer<ChargedTenant> scene, String table) {
    this(
        () -> {
          var tenant = new ChargedTenant();
          scene.accept(tenant);
          return tenant;
        },
        table);
  }

  CallStory(StoryScene scene, String table) {
    this.scene = scene;
    rows =
        table
            .lines()
            .map(line -> List.of(line.split("\\|", -1)).stream().map(String::strip).toList())
            .toList();
  }

  void tell() throws Exception {
    tell(1);
  }

  /**
   * The same where many uses of the database are alike.
   *
   * @param each of so many of them the first is lost
   */
  void tell(int each) throws Exception {
    int uses = new Telling(0, 0).tell();
    for (int nth = 1; nth <= uses; nth += each) {
      new Telling(nth, (nth - 1 + uses / 2) % uses + 1).tell();
    }
  }

  private final class Telling {
    private final ChargedTenant tenant;
    private final FailingSource database = new FailingSource(TestDatabase.get().app());
    private final Map<String, CallId> calls = new HashMap<>();
    private final Map<String, LegId> legs = new HashMap<>();
    private final Map<String, Integer> sequences = new HashMap<>();
    private final Set<UUID> told = new HashSet<>();
    private final StoryWallets wallets;
    private final int question;
    private final int answer;
    private int facts = 99;
    private volatile Instant now;
    private Charging charging;

    /** Loses the question and the answer of two uses of the database, from one; 0: of none. */
    Telling(int question, int answer) throws SQLException {
      this.question = question;
      this.answer = answer;
      tenant = scene.open();
      wallets = new StoryWallets(tenant, scene.accounts());
      now = time(rows.get(1).getFirst());
      charging = start();
      if (scene.known()) {
        // what a node knows of a tenant after a call that there is no price for
        charging.payerRules().of(tenant.id);
        charging.bundles().covering(tenant.id, null, NO_PRICE);
        charging.authority().admit(ask(phone("-"), NO_PRICE, CallId.mint(), LegId.mint()));
      }
    }

    private Charging start() {
      return tenant.start("node-" + tenant.id, database.source(), () -> now);
    }

    /** Answers how often the database was used. */
    int tell() throws Exception {
      database.lose(question, answer);
      try {
        for (var row : rows.subList(1, rows.size())) {
          var said = new ArrayList<>(row.subList(0, 3));
          now = row.getFirst().isEmpty() ? now : time(row.getFirst());
          said.add(happens(row.get(1), row.get(2)));
          said.addAll(available(row.subList(4, row.size())));
          assertEquals(String.join(" | ", row), String.join(" | ", said), this::lost);
        }
      } finally {
        charging.close();
      }
      int uses = database.end();
      assertEquals(List.of(), tenant.differences(), this::lost);
      return uses;
    }

    private String lost() {
      return "question " + question + " and answer " + answer + " lost";
    }

    private static Instant time(String words) {
      return OffsetDateTime.parse(words).toInstant();
    }

    /** Until something is lost it is as it was told the first time. */
    private List<String> available(List<String> expected) {
      var names = rows.getFirst();
      return question > 0 && !database.lost()
          ? expected
          : wallets.available(names.subList(4, names.size()), expected);
    }

    private String happens(String name, String does) throws Exception {
      var words = List.of(does.split(" ", -1));
      return switch (words.getFirst()) {
        case "used" -> {
          int sequence = sequences.merge(name, 1, Integer::sum);
          yield said(surely(() -> extend(name, sequence, Long.parseLong(words.get(1)))));
        }
        case "ends" ->
            ends(name, Long.parseLong(words.get(1)), words.size() > 2 ? words.get(3) : null);
        case "callback" -> callsBack(name, words.get(2), words.get(4));
        case "closes" -> closes(YearMonth.parse(words.get(1)));
        case "the" -> restarts();
        default ->
            words.get(1).equals("of")
                ? callTogether(Integer.parseInt(words.getFirst()), words.get(2), words.get(4))
                : calls(name, words.getFirst(), words.get(2));
      };
    }

    private String calls(String name, String user, String number) {
      calls.put(callOf(name), CallId.mint());
      return asks(name, phone(user), number);
    }

    private String callsBack(String name, String user, String number) {
      calls.computeIfAbsent(callOf(name), call -> CallId.mint());
      return asks(name, new Origin.Desk(tenant.domain, user, "anna@harbour.example"), number);
    }

    private Origin phone(String user) {
      return new Origin.Phone(tenant.domain, user);
    }

    private String asks(String name, Origin from, String number) {
      legs.put(name, LegId.mint());
      var ask = ask(from, number, call(name), leg(name));
      return said(surely(() -> tenant.admit(charging, ask)));
    }

    /** In the order of what was said: the seconds as numbers. */
    private String callTogether(int many, String user, String number) throws Exception {
      var answers = new ConcurrentHashMap<Ask, Answer>();
      var asks =
          IntStream.range(0, many)
              .mapToObj(i -> ask(phone(user), number, CallId.mint(), LegId.mint()))
              .<Callable<String>>map(
                  ask ->
                      () -> {
                        var answer = surely(() -> charging.authority().admit(ask));
                        answers.put(ask, answer);
                        return said(answer);
                      })
              .toList();
      var said = new TreeMap<String, Integer>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var answer : threads.invokeAll(asks)) {
          said.merge(answer.get(), 1, Integer::sum);
        }
      }
      tenant.asked(answers);
      return said.entrySet().stream()
          .map(e -> e.getValue() + ": " + e.getKey())
          .collect(Collectors.joining("; "));
    }

    private Answer extend(String name, int sequence, long used) {
      return charging.authority().extend(leg(name), sequence, Duration.ofSeconds(used));
    }

    private String ends(String name, long seconds, @Nullable String trunk) throws Exception {
      var end =
          new CallFact.LegEnded(
              call(name),
              facts++,
              now,
              leg(name),
              true,
              Duration.ofSeconds(seconds),
              200,
              16,
              "Ended",
              null,
              false,
              trunk);
      while (!posted(end)) {
        // the journal posts the same again
      }
      return tenant.charges(call(name)).stream()
          .filter(charge -> told.add(charge.id()))
          .map(CallStory::charge)
          .sorted()
          .collect(Collectors.joining("; "));
    }

    private boolean posted(CallFact.LegEnded end) throws Exception {
      try {
        tenant.post(charging, end);
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

    private Ask ask(Origin from, String number, CallId call, LegId leg) {
      var to = new Destination.Outside(tenant.domain, new E164(number));
      var trunks = tenant.carriages.isEmpty() ? Set.of("carrier") : tenant.carriages.keySet();
      return new Ask(call, leg, tenant.domain, from, "101", to, List.copyOf(trunks), now, Map.of());
    }

    private CallId call(String name) {
      return Objects.requireNonNull(calls.get(callOf(name)));
    }

    private LegId leg(String name) {
      return Objects.requireNonNull(legs.get(name));
    }
  }

  /** Of the leg of that name. */
  private static String callOf(String leg) {
    return leg.split(" ", 2)[0];
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
