package org.meterline.telephony.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.RecordingRule.Consent;
import org.meterline.telephony.call.RecordingRule.Scope;
import org.meterline.telephony.call.RecordingRule.Told;
import org.meterline.telephony.call.RecordingRule.Ways;
import org.meterline.telephony.call.RecordingRules.Parties;
import org.meterline.telephony.call.RecordingRules.Ruling;

/** Whose rule counts for which call. */
class RecordingRulesTest {
  private static final String OURS = "+4930555101";

  private static RecordingRule rule(Scope scope, Ways ways) {
    return rule(scope, ways, true, Consent.ANNOUNCE, Told.BOTH, false);
  }

  private static RecordingRule rule(
      Scope scope, Ways ways, boolean internal, Consent consent, Told told, boolean required) {
    return new RecordingRule(
        UUID.randomUUID(), scope, ways, internal, consent, told, required, null);
  }

  private static Scope phone(String user) {
    return new Scope.Phone(user);
  }

  private static final Parties IN = in("102");
  private static final Parties OUT = new Parties("101", null, "+331", OURS, false, true);
  private static final Parties INSIDE = new Parties("101", "102", "102", null, false, false);

  private static Parties in(@Nullable String called) {
    return new Parties(null, called, OURS, null, true, false);
  }

  private static Optional<Ruling> of(Parties who, RecordingRule... rules) {
    return RecordingRules.of(List.of(rules)).of(who);
  }

  private static boolean records(Parties who, RecordingRule... rules) {
    return of(who, rules).isPresent();
  }

  @Test
  void aRuleForAllCountsByTheWayOfTheCall() {
    RecordingRule incoming = rule(new Scope.Tenant(), Ways.INCOMING);
    assertTrue(records(IN, incoming));
    assertTrue(records(in(null), incoming), "also what a program answers");
    assertFalse(records(OUT, incoming));
    RecordingRule outgoing =
        rule(new Scope.Tenant(), Ways.OUTGOING, false, Consent.SILENT, Told.BOTH, false);
    assertFalse(records(IN, outgoing));
    assertTrue(records(OUT, outgoing));
    assertFalse(records(INSIDE, outgoing), "nothing inside");
    assertTrue(records(INSIDE, rule(new Scope.Tenant(), Ways.OUTGOING)));
    assertFalse(records(IN), "no rule, no recording");
  }

  @Test
  void aPhonesRuleTakesThePlaceOfTheTenants() {
    RecordingRule all = rule(new Scope.Tenant(), Ways.BOTH);
    assertFalse(records(OUT, all, rule(phone("101"), Ways.INCOMING)));
    assertTrue(records(IN, all, rule(phone("101"), Ways.INCOMING)));
    assertTrue(records(INSIDE, rule(phone("102"), Ways.INCOMING)));
    assertFalse(records(INSIDE, rule(phone("102"), Ways.OUTGOING)));
  }

  @Test
  void aNumbersRuleComesBeforeThePhonesThatItReaches() {
    RecordingRule number = rule(new Scope.Dialled(OURS), Ways.OUTGOING);
    assertFalse(records(IN, number, rule(phone("102"), Ways.BOTH)));
    assertTrue(records(OUT, number), "what shows the number");
    assertFalse(records(OUT, number, rule(phone("101"), Ways.INCOMING)));
    assertTrue(records(IN, rule(new Scope.Dialled(OURS), Ways.BOTH)));
  }

  @Test
  void neverIsStrongerThanAnyOther() {
    RecordingRule yes = rule(new Scope.Dialled(OURS), Ways.BOTH);
    assertFalse(records(IN, yes, rule(phone("102"), Ways.NEVER)));
    assertFalse(records(INSIDE, rule(phone("101"), Ways.BOTH), rule(phone("102"), Ways.NEVER)));
    assertTrue(
        records(IN, rule(new Scope.Tenant(), Ways.NEVER), rule(phone("102"), Ways.INCOMING)),
        "a rule for all is for those that have no other");
  }

  @Test
  void ofTwoWhatAsksMoreCounts() {
    RecordingRule one = rule(phone("101"), Ways.BOTH, true, Consent.SILENT, Told.CALLER, true);
    RecordingRule other = rule(phone("102"), Ways.BOTH, true, Consent.ASK, Told.CALLED, false);
    Ruling ruling = of(INSIDE, one, other).orElseThrow();
    assertEquals(other, ruling.rule());
    assertEquals("extension 101 and extension 102", ruling.because());
    assertTrue(ruling.tellsCaller() && ruling.tellsCalled() && ruling.required());
  }

  @Test
  void whoIsCalledBackCallsOut() {
    // The customer is called first, then the phone.
    Parties back = new Parties(null, "102", "102", null, false, true);
    assertTrue(records(back, rule(new Scope.Tenant(), Ways.OUTGOING)));
    assertFalse(records(back, rule(new Scope.Tenant(), Ways.INCOMING)));
    assertTrue(
        records(
            back, rule(phone("102"), Ways.INCOMING, false, Consent.ANNOUNCE, Told.BOTH, false)));
  }
}
