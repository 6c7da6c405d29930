package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

  /** What holds without a rule, so that calls are paid as they were. */
  void callersPay() throws Exception {
    set("caller then end", "tenant then end");
  }
}
