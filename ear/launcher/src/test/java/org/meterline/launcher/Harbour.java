package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.uuid.Generators;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.Reconciliation;
import org.meterline.billing.money.Currency;
import org.meterline.billing.money.Money;
import org.meterline.billing.wallet.NewWallet;
import org.meterline.billing.wallet.PostgresWallets;
import org.meterline.billing.wallet.TopUp;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Phone;
import org.postgresql.ds.PGSimpleDataSource;

/** Harbour Books as tests use it: phones with wallets of their own, programs, records, books. */
final class Harbour {
  static final String ADMIN = "admin@harbour.example";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger NUMBERS = new AtomicInteger(1000);

  private final RunningMeterline meterline;
  private final Requests requests;
  private final PGSimpleDataSource source = new PGSimpleDataSource();
  private final PostgresWallets wallets;

  Harbour(RunningMeterline meterline) {
    this.meterline = meterline;
    this.requests = new Requests(meterline);
    var settings = meterline.configuration().database();
    source.setUrl(settings.url());
    source.setUser(settings.appUser());
    source.setPassword(settings.appPassword());
    this.wallets = new PostgresWallets(source);
  }

  /** A SIP account with a wallet that pays for its calls. */
  record Customer(String user, String password, UUID phone, UUID wallet, BigDecimal paidIn) {}

  /** A customer with so many euros. */
  Customer customer(String euros) throws Exception {
    UUID wallet = UUID.randomUUID();
    wallets.open(
        new NewWallet(
            DemoTenant.HARBOUR.id(),
            wallet,
            UUID.randomUUID(),
            NewWallet.PayerKind.CUSTOMER,
            "Tess Customer",
            null,
            "Tess's calls",
            Money.zero(Currency.EUR)));
    var money = Money.parse(euros, Currency.EUR);
    if (money.units() > 0) {
      wallets.topUp(
          new TopUp(
              DemoTenant.HARBOUR.id(),
              wallet,
              wallet.toString(),
              Generators.timeBasedEpochGenerator().generate(),
              money,
              "First money",
              "test",
              Instant.now()));
    }
    String user = "t" + wallet.toString().substring(0, 8);
    JsonNode made =
        post(
            "phones",
            """
            {"user": "%s", "displayName": "Tess", "walletId": "%s"}\
            """
                .formatted(user, wallet),
            201);
    return new Customer(
        user,
        made.path("password").asText(),
        UUID.fromString(made.path("id").asText()),
        wallet,
        new BigDecimal(euros));
  }

  /** A number that rings the customer's phones. */
  String number(Customer customer) throws Exception {
    return number(customer, "73");
  }

  /** A number that rings the customer's phones, over the demo trunk, too. */
  String numberOutside(Customer customer) throws Exception {
    return number(customer, "+49305557");
  }

  private String number(Customer customer, String prefix) throws Exception {
    String number = prefix + NUMBERS.incrementAndGet();
    post(
        "numbers",
        """
        {"number": "%s", "target": {"kind": "PHONE", "id": "%s"}, "description": "A test's"}\
        """
            .formatted(number, customer.phone()),
        201);
    return number;
  }

  /**
   * The customer's phone, registered. Who is wrong ten times within a minute is not listened to:
   * until the account is known each try waits twice as long as the one before.
   */
  Phone phone(Customer customer) throws Exception {
    Phone phone = meterline.phone(customer.user(), "harbour.example", customer.password());
    for (long pause = 50; register(phone) != 200; pause *= 2) {
      assertTrue(pause < 20_000, "the account is not known");
      TimeUnit.MILLISECONDS.sleep(pause);
    }
    return phone;
  }

  private static int register(Phone phone) throws InterruptedException {
    return phone.register(Duration.ofMinutes(5));
  }

  /** Puts money in. */
  void topUp(Customer customer, String euros) throws IOException, InterruptedException {
    meterline.topUp(customer.wallet(), euros);
  }

  /** Lets a customer's wallet pay for nothing more, or again. */
  void freeze(Customer customer, boolean frozen) {
    assertTrue(wallets.limit(DemoTenant.HARBOUR.id(), customer.wallet(), 0, frozen));
  }

  /** Changes something over REST. */
  JsonNode post(String path, String body, int expected) throws Exception {
    return send("post", path, Requests.JSON, body, expected);
  }

  /** Replaces something over REST. */
  JsonNode put(String path, String body, int expected) throws Exception {
    return send("put", path, Requests.JSON, body, expected);
  }

  /** A number that leads to a program with this text; {@code null} uploads none. */
  void program(String number, @org.jspecify.annotations.Nullable String text) throws Exception {
    String program =
        post(
                "programs",
                """
                {"name": "program %s"}\
                """
                    .formatted(number),
                201)
            .path("id")
            .asText();
    if (text != null) {
      send("post", "programs/" + program + "/versions?name=program.sh", Requests.BYTES, text, 201);
    }
    post(
        "numbers",
        """
        {"number": "%s", "target": {"kind": "PROGRAM", "id": "%s"}, "description": "A test's"}\
        """
            .formatted(number, program),
        201);
  }

  private JsonNode send(String method, String path, String type, String body, int expected)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        requests.answer(method, path, type, body, meterline.rest(ADMIN).token());
    assertEquals(expected, answer.statusCode(), path + ": " + answer.body());
    return JSON.readTree(answer.body());
  }

  /** Calls until a call is put through. Answers all calls, that one last. */
  static List<Dialog> untilPutThrough(String why, Phone phone, String dialled) throws Exception {
    List<Dialog> placed = new ArrayList<>();
    Patience.until(
        why,
        Duration.ofSeconds(60),
        () -> {
          placed.add(phone.call(dialled));
          return placed.getLast().status() == 200;
        });
    return placed;
  }

  /** Waits until people can sign in, as after Keycloak has lost its database for a while. */
  void awaitSignIn() throws Exception {
    Patience.until(
        "Keycloak signs people in again",
        Duration.ofMinutes(2),
        () -> {
          try {
            meterline.rest(ADMIN).freshToken();
            return true;
          } catch (IOException e) {
            return false;
          }
        });
  }

  private JsonNode get(String login, String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        requests.answer("get", path, Requests.JSON, "", meterline.rest(login).token());
    assertEquals(200, answer.statusCode(), path + ": " + answer.body());
    return JSON.readTree(answer.body());
  }

  /** The records of a caller's calls once so many are ended, newest first. */
  List<JsonNode> records(String caller, int count) throws Exception {
    return records(ADMIN, caller, Instant.EPOCH, count);
  }

  /** The same for a tenant's administrator, of calls that began since. */
  List<JsonNode> records(String admin, String caller, Instant since, int count) throws Exception {
    List<JsonNode> found = new ArrayList<>();
    Patience.until(
        count + " calls of " + caller + " are on record",
        Duration.ofSeconds(90),
        () -> {
          found.clear();
          for (JsonNode call : get(admin, "calls?state=ended&limit=200").path("items")) {
            if (call.path("caller").asText().equals(caller)
                && !Instant.parse(call.path("began").asText()).isBefore(since)) {
              found.add(call);
            }
          }
          return found.size() >= count;
        });
    List<JsonNode> whole = new ArrayList<>();
    for (JsonNode call : found) {
      whole.add(get(admin, "calls/" + call.path("id").asText()));
    }
    return whole;
  }

  /** What is in a wallet and what of it is set aside, in euros. */
  record Purse(BigDecimal balance, BigDecimal held, BigDecimal floor) {
    BigDecimal available() {
      return balance.subtract(held);
    }
  }

  Purse purse(UUID wallet) throws SQLException {
    return read(
        """
        select balance, held, floor from wallet where id = '%s'\
        """
            .formatted(wallet),
        row -> new Purse(euros(row.getLong(1)), euros(row.getLong(2)), euros(row.getLong(3))));
  }

  private static BigDecimal euros(long units) {
    return BigDecimal.valueOf(units, 8);
  }

  /** A number from the tenant's rows. */
  long count(String query) throws SQLException {
    return read(query, row -> row.getLong(1));
  }

  private interface Row<T> {
    T of(java.sql.ResultSet row) throws SQLException;
  }

  private <T> T read(String query, Row<T> mapping) throws SQLException {
    return new BookTransaction(source)
        .read(
            DemoTenant.HARBOUR.id(),
            connection -> {
              try (var statement = connection.createStatement();
                  var row = statement.executeQuery(query)) {
                row.next();
                return mapping.of(row);
              }
            });
  }

  /** That the books of every demo tenant agree with themselves. */
  void assertBooksAgree() throws SQLException {
    for (DemoTenant tenant : DemoTenant.ALL) {
      assertEquals(
          List.of(),
          new BookTransaction(source).read(tenant.id(), Reconciliation::check),
          tenant.name());
    }
  }

  /**
   * That the customer's calls agree to the last micro-unit: what the records say, what was charged,
   * what the moves took, and what is missing from the wallet. Answers that sum.
   */
  BigDecimal assertPaid(Customer customer, BigDecimal paidIn, List<JsonNode> records)
      throws Exception {
    BigDecimal costs = BigDecimal.ZERO;
    for (JsonNode record : records) {
      BigDecimal charged = BigDecimal.ZERO;
      for (JsonNode charge : record.path("charges")) {
        BigDecimal cost = amount(charge.path("cost"));
        charged = charged.add(cost);
        BigDecimal moved = BigDecimal.ZERO;
        for (JsonNode move : charge.path("moves")) {
          if (move.path("side").asText().equals("debit")) {
            moved = moved.add(amount(move.path("amount")));
          }
        }
        // out of the wallet, and the tax of it out of the revenue
        BigDecimal tax = amount(charge.path("tax").path("amount"));
        assertEquals(0, cost.add(tax).compareTo(moved), () -> "cost and moves of " + charge);
        BigDecimal debited = BigDecimal.ZERO;
        BigDecimal held = BigDecimal.ZERO;
        BigDecimal given = BigDecimal.ZERO;
        BigDecimal taxed = BigDecimal.ZERO;
        for (JsonNode step : charge.path("trace")) {
          switch (step.path("kind").asText()) {
            case "hold", "extend" -> held = held.add(amount(step.path("amount")));
            case "debit" -> debited = debited.add(amount(step.path("amount")));
            case "void" -> given = given.add(amount(step.path("amount")));
            case "tax" -> taxed = taxed.add(amount(step.path("amount")));
            default -> {}
          }
        }
        assertEquals(0, cost.compareTo(debited), () -> "cost and trace of " + charge);
        assertEquals(0, held.compareTo(debited.add(given)), () -> "the trace of " + charge);
        assertEquals(0, tax.compareTo(taxed), () -> "tax and trace of " + charge);
      }
      assertEquals(
          0,
          charged.compareTo(
              record.path("cost").isNull() ? BigDecimal.ZERO : amount(record.path("cost"))),
          record::toString);
      costs = costs.add(charged);
    }
    Purse purse = purse(customer.wallet());
    assertEquals(0, purse.held().signum(), "nothing is set aside any more");
    assertEquals(0, paidIn.subtract(costs).compareTo(purse.balance()), "what is left: " + purse);
    return costs;
  }

  static BigDecimal amount(JsonNode money) {
    return new BigDecimal(money.path("amount").asText());
  }

  /** Whether a call's ladder has an entry with this title, and where; -1 without one. */
  static int rung(JsonNode record, String title) {
    int at = 0;
    for (JsonNode rung : record.path("ladder")) {
      if (rung.path("title").asText().contains(title)) {
        return at;
      }
      at++;
    }
    return -1;
  }
}
