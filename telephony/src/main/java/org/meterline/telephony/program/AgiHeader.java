package org.meterline.telephony.program;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.Programs;

/** The block of lines a program is greeted with, in Asterisk's order. */
record AgiHeader(Map<String, String> values) {
  private static final String UNKNOWN = "unknown";

  /** Asterisk's AST_PRES_PROHIB_USER_NUMBER_NOT_SCREENED. */
  private static final String WITHHELD = "32";

  static AgiHeader of(Programs.Request request, CallId call, long thread) {
    Programs.Greeting greeting = request.greeting();
    String channel = greeting.channel();
    Map<String, String> v = new LinkedHashMap<>();
    v.put("request", request.program().executable().getFileName().toString());
    v.put("channel", channel);
    v.put("language", greeting.language());
    v.put("type", channel.split("/", 2)[0]);
    v.put("uniqueid", call.toString());
    v.put("version", "Meterline");
    v.put("callerid", orUnknown(greeting.caller()));
    v.put("calleridname", orUnknown(greeting.callerName()));
    v.put("callingpres", greeting.withheld() ? WITHHELD : "0");
    v.put("callingani2", "0");
    v.put("callington", "0");
    v.put("callingtns", "0");
    v.put("dnid", greeting.dialled());
    v.put("rdnis", orUnknown(greeting.redirectedFrom()));
    v.put("context", request.program().domain().name());
    v.put("extension", greeting.dialled());
    v.put("priority", "1");
    v.put("enhanced", "0.0");
    v.put("accountcode", greeting.account());
    v.put("threadid", Long.toString(thread));
    return new AgiHeader(v);
  }

  private static String orUnknown(@Nullable String value) {
    return value == null || value.isBlank() ? UNKNOWN : value;
  }

  String value(String name) {
    return values.getOrDefault(name, "");
  }

  /** A value, empty when it says that it is unknown. */
  String known(String name) {
    String value = value(name);
    return value.equals(UNKNOWN) ? "" : value;
  }

  /** All lines and the empty one that ends them. */
  String text() {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) ->
            text.append("agi_").append(name).append(": ").append(oneLine(value)).append('\n'));
    return text.append('\n').toString();
  }

  /** A value from a SIP message or a program must not be able to forge a line. */
  static String oneLine(String value) {
    return value.replaceAll("[\\r\\n\\x00]", " ");
  }
}
