package org.meterline.ejb.switchboard;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.meterline.ejb.callerid.CallerIdTerms;
import org.meterline.ejb.location.EmergencyNumbers;

/** What is set of numbers: how they are verified, and which call for help. */
final class NumberSettings {
  private static final Pattern EMERGENCY_NUMBER = Pattern.compile("([A-Z]{2}):([0-9]{2,6})");

  private NumberSettings() {}

  /** How numbers are verified. */
  static CallerIdTerms callerIds(SettingsReader in) {
    return new CallerIdTerms(
        in.optional("caller-ids.verified-for")
            .map(_ -> in.duration("caller-ids.verified-for", Duration.ofMinutes(1))),
        in.number("caller-ids.codes-of-number", 1, 1_000),
        in.number("caller-ids.codes-of-tenant", 1, 100_000),
        in.flag("caller-ids.sms"));
  }

  /** Numbers that call for help beside those that are known everywhere. */
  static EmergencyNumbers emergencies(SettingsReader in) {
    Map<String, Set<String>> more = new HashMap<>();
    for (String each : in.list("emergency.numbers")) {
      Matcher pair = EMERGENCY_NUMBER.matcher(each);
      if (pair.matches()) {
        more.computeIfAbsent(pair.group(1), country -> new HashSet<>()).add(pair.group(2));
      } else {
        in.wrong("emergency.numbers", "must be such as DE:19222, CH:1414");
      }
    }
    return new EmergencyNumbers(more);
  }
}
