package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.uuid.Generators;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;

/** What is a tenant's own, of every kind, so that others could see it if they could. */
final class BehindTheWall {
  static final String OWNER = Harbour.ADMIN;
  static final String OFFER =
      "{\"name\":\"x\",\"perMinute\":{\"amount\":\"0.10\",\"currency\":\"EUR\"}}";

  private final RunningMeterline meterline;
  private final Requests requests;

  BehindTheWall(RunningMeterline meterline) {
    this.meterline = meterline;
    this.requests = new Requests(meterline);
  }

  void fill() throws Exception {
    aCallIsAskedFor();
    aCallIsOnRecord();
    aPayerHasABundle();
    thereIsASponsor();
    aDeckHasAWrongRow();
    aPeriodIsToBeReRated();
    aTrunkIsTheTenantsOwn();
    aBrowserIsAPhone();
    aSiteIsAllowed();
    aLegWasFree();
    limitsStopACall();
    aNumberIsToBeVerified();
    expect(201, "post", "locations", "{\"label\":\"Pier\",\"country\":\"DE\"}");
    // said, and taken back at once
    expect(200, "put", "input-tax", "{\"deducted\":false}");
    expect(200, "put", "input-tax", "{\"deducted\":true}");
    aCallWasRecorded();
  }

  /** And a code was sent there, as the notes of a call's begin say. */
  private void aNumberIsToBeVerified() throws Exception {
    expect(201, "post", "caller-ids", "{\"number\":\"+4915112345678\"}");
    try (Connection connection = meterline.database();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "select set_config('meterline.tenant', '%s', false)".formatted(DemoTenant.HARBOUR.id()));
      statement.execute(
          "select note_code('%s', gen_random_uuid(), '+4915112345678', 'CALL', now(), 5, 5)"
              .formatted(DemoTenant.HARBOUR.id()));
    }
  }

  /** As the limits note it when a call is stopped. */
  private void limitsStopACall() throws Exception {
    expect(200, "put", "limits", "{\"user\":\"*\",\"calls\":1000}");
    expect(200, "put", "destinations/LV", "{\"approved\":false}");
    try (Connection connection = meterline.database();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "select set_config('meterline.tenant', '%s', false)".formatted(DemoTenant.HARBOUR.id()));
      statement.execute(
          "select note_stop('%s', now(), 'hour-limit', '101', '', 'x', 1, now(), gen_random_uuid())"
              .formatted(DemoTenant.HARBOUR.id()));
      statement.execute(
          "insert into call_usage values ('%s', now(), 'x', '101', 'DE', '', 1, 0, 0, 0, now())"
              .formatted(DemoTenant.HARBOUR.id()));
    }
  }

  private void aTrunkIsTheTenantsOwn() throws Exception {
    expect(
        201,
        "post",
        "trunks",
        "{\"name\":\"harbours-own\",\"host\":\"sip.carrier.example\",\"enabled\":false}");
  }

  private void aBrowserIsAPhone() throws Exception {
    expect(201, "post", "phones/" + DemoSeed.id("101@harbour.example") + "/passes", "{}");
  }

  private void aSiteIsAllowed() throws Exception {
    expect(200, "put", "origins", "{\"origins\":[\"https://shop.example\"]}");
  }

  /** As it is noted when a deck prices a call at nothing. */
  private void aLegWasFree() throws Exception {
    try (Connection connection = meterline.database();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "select set_config('meterline.tenant', '%s', false)".formatted(DemoTenant.HARBOUR.id()));
      statement.execute(
          """
          insert into free_leg (tenant, id, line, call, part, weight, rest, deck, rate, tax_rate,
                                price_start)
            values ('%s', gen_random_uuid(), 0, gen_random_uuid(), 'PAYER', 0, true,
                    gen_random_uuid(), 1, 0, '2026-01-01')\
          """
              .formatted(DemoTenant.HARBOUR.id()));
    }
  }

  /**
   * As the facts of a call write it; somebody heard it, and it is kept for a month. What is heard
   * otherwise is there, too.
   */
  private void aCallWasRecorded() throws Exception {
    // In ASCII alone, as requests here are text: µ-law, 16 samples.
    expectBytes(
        "sounds/welcome",
        "RIFF4\0\0\0WAVEfmt \20\0\0\0\7\0\1\0@\37\0\0@\37\0\0\1\0\10\0data\20\0\0\0"
            + "Meterline sounds");
    expect(200, "put", "music-on-hold", "{\"plays\": \"builtIn\"}");
    expect(
        201,
        "post",
        "recording-rules",
        "{\"ways\": \"outgoing\", \"consent\": \"silent\", \"statement\": \"None calls.\"}");
    expect(200, "put", "recordings/terms", "{\"retentionDays\": 30, \"membersHearOwn\": true}");
    try (Connection connection = meterline.database();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "select set_config('meterline.tenant', '%s', false)".formatted(DemoTenant.HARBOUR.id()));
      statement.execute(
          """
          insert into recording (tenant, id, call, leg, whole, asked_by, channels, path, began,
                                 expires)
            select tenant, gen_random_uuid(), id, gen_random_uuid(), true, 'x', 2,
                   'harbour/none.wav', began, began + interval '30 days'
            from call_record where tenant = '%s' limit 1\
          """
              .formatted(DemoTenant.HARBOUR.id()));
      statement.execute(
          """
          insert into recording_download (tenant, id, recording, at, subject, email)
            select tenant, gen_random_uuid(), id, began, 's', 'x@y.example' from recording
            where tenant = '%s' limit 1\
          """
              .formatted(DemoTenant.HARBOUR.id()));
    }
  }

  /** It comes to nothing: the phone is not there. */
  private void aCallIsAskedFor() throws Exception {
    expect(202, "post", "calls", "{\"first\":{\"to\":\"102\"},\"then\":{\"to\":\"101\"}}");
  }

  /** A call through a program, paid; a journal. */
  private void aCallIsOnRecord() throws Exception {
    var shown = new ByteArrayOutputStream();
    int status =
        meterline
            .demoCall(new PrintStream(shown, true, StandardCharsets.UTF_8))
            .run("500", '2', Duration.ofSeconds(2));
    assertEquals(0, status, shown.toString(StandardCharsets.UTF_8));
    String journal =
        """
        {"reason": "Calls bought", "lines": [
          {"account": "%s", "side": "debit", "amount": {"amount": "1.00", "currency": "EUR"}},
          {"account": "%s", "side": "credit", "amount": {"amount": "1.00", "currency": "EUR"}}]}\
        """
            .formatted(account("5000"), account("1000"));
    UUID id = Generators.timeBasedEpochGenerator().generate();
    expect(200, "put", "ledger/journals/" + id, journal);
    moneyOfEveryKind();
    expect(200, "post", "ledger/reconciliations", "{}");
  }

  private String account(String code) throws Exception {
    for (JsonNode account : meterline.get(OWNER, "ledger/accounts").path("items")) {
      if (account.path("code").asText().equals(code)) {
        return account.path("id").asText();
      }
    }
    throw new AssertionError("no account " + code);
  }

  private void aPayerHasABundle() throws Exception {
    for (JsonNode wallet : meterline.get(OWNER, "wallets").path("items")) {
      if (wallet.path("payer").path("name").asText().equals("Henry Short")) {
        String bundle =
            """
            {"ofWalletId": "%s", "currency": "SEC", "name": "Free minutes", "prefixes": ["8"]}\
            """
                .formatted(wallet.path("id").asText());
        expect(201, "post", "wallets", bundle);
      }
    }
  }

  private void thereIsASponsor() throws Exception {
    expect(201, "post", "sponsors", "{\"name\":\"Bank\",\"currency\":\"EUR\"}");
    JsonNode sponsor = meterline.get(OWNER, "sponsors").path("items").path(0);
    expect(201, "post", "sponsors/" + sponsor.path("id").asText() + "/offers", OFFER);
    new PayerRule(meterline).set("caller then end", "tenant then end");
  }

  private void aDeckHasAWrongRow() throws Exception {
    upload("decks?name=Wrong", "prefix,price\n49,dear\n");
  }

  private void aPeriodIsToBeReRated() throws Exception {
    upload("decks?name=Corrected", "prefix,price\n49,0.01\n");
    String corrected = "";
    String wrong = "";
    for (JsonNode deck : meterline.get(OWNER, "decks").path("items")) {
      if (deck.path("name").asText().equals("Corrected")) {
        corrected = deck.path("id").asText();
      } else if (deck.path("state").asText().equals("APPROVED")
          && deck.path("relation").asText().equals("RETAIL")) {
        wrong = deck.path("id").asText();
      }
    }
    String body =
        """
        {"wrongDecks": ["%s"], "correctedDeck": "%s", "since": "2026-01-01T00:00:00Z",
         "until": "2026-02-01T00:00:00Z", "reason": "A digit was missing"}\
        """
            .formatted(wrong, corrected);
    String resource = "re-ratings/" + Generators.timeBasedEpochGenerator().generate();
    expect(200, "put", resource, body);
  }

  /**
   * Goodwill, a purchase, its refund and a debt that is paid at once, in the tenant's own wallet.
   */
  private void moneyOfEveryKind() throws Exception {
    JsonNode wallets = meterline.get(OWNER, "wallets").path("items");
    JsonNode own = wallets.path(wallets.size() - 1);
    String wallet = "wallets/" + own.path("id").asText();
    String cent = "{" + amount("0.01");
    did(wallet + "/top-ups", cent.replace("}}", "},\"goodwillUntil\":\"2099-01-01T00:00:00Z\"}"));
    String spent = buy(own.path("id").asText());
    did(wallet + "/refunds", "{\"transferId\":\"%s\",".formatted(spent) + amount("0.01"));
    buy(own.path("id").asText());
    String available = meterline.get(OWNER, wallet).path("available").path("amount").asText();
    String more = new BigDecimal(available).add(BigDecimal.ONE).toPlainString();
    did(wallet + "/forced-debits", "{\"kind\":\"DISPUTE\"," + amount(more));
    did(wallet + "/top-ups", "{" + amount(more));
  }

  /** Answers the transfer that paid. */
  private String buy(String wallet) throws Exception {
    JsonNode bought =
        did(
            "purchases",
            "{\"walletId\":\"%s\",\"item\":\"page\",\"text\":\"A page\",\"price\":%s}"
                .formatted(wallet, money("0.01")));
    return did("purchases/" + bought.path("id").asText() + "/capture", "{}")
        .path("transferId")
        .asText();
  }

  private JsonNode did(String resource, String body) throws Exception {
    HttpResponse<String> answer =
        requests.answer("post", resource, Requests.JSON, body, meterline.rest(OWNER).token());
    assertTrue(answer.statusCode() / 100 == 2, resource + " answers " + answer.body());
    return new ObjectMapper().readTree(answer.body());
  }

  static String money(String amount) {
    return "{\"amount\":\"%s\",\"currency\":\"EUR\"}".formatted(amount);
  }

  /** The end of a body. */
  static String amount(String amount) {
    return "\"reason\":\"none\",\"amount\":" + money(amount) + "}";
  }

  private void upload(String resource, String content) throws Exception {
    String token = meterline.rest(OWNER).token();
    assertEquals(201, requests.send("post", resource, Requests.BYTES, content, token), resource);
  }

  private void expectBytes(String resource, String content) throws Exception {
    String token = meterline.rest(OWNER).token();
    assertEquals(200, requests.send("put", resource, Requests.BYTES, content, token), resource);
  }

  private void expect(int status, String method, String resource, String body) throws Exception {
    String token = meterline.rest(OWNER).token();
    assertEquals(status, requests.send(method, resource, Requests.JSON, body, token), resource);
  }
}
