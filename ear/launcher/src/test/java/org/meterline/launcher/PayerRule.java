package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.UUID;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Phone;

/** Who is asked to pay at Harbour Books. */
record PayerRule(RunningMeterline meterline) {
  /**
   * @param steps such as {@code caller then end}
   */
  void set(String... steps) throws Exception {
    String rule =
        """
        {"steps": ["%s"], "bidSeconds": 180, "below": "NOT_TAKEN"}"""
            .formatted(String.join("\", \"", steps));
    String token = meterline.rest(Harbour.ADMIN).token();
    assertEquals(
        200, new Requests(meterline).send("put", "payer-rule", Requests.JSON, rule, token));
  }

  /** Somebody who pays 0.60 EUR a minute for calls to there, out of that much. */
  void sponsor(String name, String to, String budget) throws Exception {
    var harbour = new Harbour(meterline);
    JsonNode sponsor =
        harbour.post("sponsors", "{\"name\": \"%s\", \"currency\": \"EUR\"}".formatted(name), 201);
    harbour.post(
        "sponsors/" + sponsor.path("id").asText() + "/offers",
        """
        {"name": "French calls", "conditions": ["to %s", "country FR"],
         "perMinute": {"amount": "0.60", "currency": "EUR"}}"""
            .formatted(to),
        201);
    harbour.post(
        "wallets/" + sponsor.path("walletId").asText() + "/top-ups",
        """
        {"amount": {"amount": "%s", "currency": "EUR"}, "reason": "Budget"}"""
            .formatted(budget),
        201);
  }

  /**
   * What holds without a rule, so that calls are paid as they were. A rule takes a moment to be
   * known: the next test, of whatever kind, is not to have the one that was set here. Known it is
   * when nobody pays any more for whom a sponsor paid before.
   */
  void callersPay() throws Exception {
    String number = "+33123456999";
    var harbour = new Harbour(meterline);
    sponsor("Passing " + UUID.randomUUID(), number.substring(1), "1.00");
    set("sponsors then end", "tenant then end");
    try (Phone phone = harbour.phone(harbour.customer("0"))) {
      Harbour.untilPutThrough("the sponsor is known", phone, number).getLast().hangUp();
      set("caller then end", "tenant then end");
      Patience.until(
          "the rule that callers pay is known",
          Duration.ofSeconds(60),
          () -> {
            Dialog call = phone.call(number);
            boolean refused = call.status() != 200;
            if (!refused) {
              call.hangUp();
            }
            return refused;
          });
    }
  }
}
