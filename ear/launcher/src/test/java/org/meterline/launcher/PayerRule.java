package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
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

  /**
   * What holds without a rule, so that calls are paid as they were. A rule takes a moment to be
   * known: the next test, of whatever kind, is not to have the one that was set here.
   */
  void callersPay() throws Exception {
    set("caller then end", "tenant then end");
    var harbour = new Harbour(meterline);
    try (Phone phone = harbour.phone(harbour.customer("0"))) {
      Patience.until(
          "the rule that callers pay is known",
          Duration.ofSeconds(60),
          () -> {
            Dialog call = phone.call("+33123456999");
            boolean refused = call.status() != 200;
            if (!refused) {
              call.hangUp();
            }
            return refused;
          });
    }
  }
}
