package org.meterline.telephony.program;

import java.util.LinkedHashMap;
import java.util.Map;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.Programs;

/**
 * The block of lines a program is greeted with, in Asterisk's order. Known headers of a request:
 * {@code channel}, {@code language}, {@code callerId}, {@code callerName}, {@code dialled}, {@code
 * redirectedFrom}, {@code extension}, {@code accountCode}, {@code arg1} and on.
 */
record AgiHeader(Map<String, String> values) {
  static AgiHeader of(Programs.Request request, CallId call, long thread) {
    Map<String, String> given = request.headers();
    String callerId = given.getOrDefault("callerId", "unknown");
    String channel = given.getOrDefault("channel", channel(callerId, call));
    String dialled = given.getOrDefault("dialled", "unknown");
    Map<String, String> v = new LinkedHashMap<>();
    v.put("request", request.program().executable().getFileName().toString());
    v.put("channel", channel);
    v.put("language", given.getOrDefault("language", "en"));
    v.put("type", channel.split("/", 2)[0]);
    v.put("uniqueid", call.toString());
    v.put("version", "Meterline");
    v.put("callerid", callerId);
    v.put("calleridname", given.getOrDefault("callerName", "unknown"));
    v.put("callingpres", "0");
    v.put("callingani2", "0");
    v.put("callington", "0");
    v.put("callingtns", "0");
    v.put("dnid", dialled);
    v.put("rdnis", given.getOrDefault("redirectedFrom", "unknown"));
    v.put("context", request.program().domain().name());
    v.put("extension", given.getOrDefault("extension", dialled));
    v.put("priority", "1");
    v.put("enhanced", "0.0");
    v.put("accountcode", given.getOrDefault("accountCode", ""));
    v.put("threadid", Long.toString(thread));
    for (int i = 1; given.containsKey("arg" + i); i++) {
      v.put("arg_" + i, given.getOrDefault("arg" + i, ""));
    }
    return new AgiHeader(v);
  }

  /** {@code PJSIP/101-0000002a}, in the manner of Asterisk: who calls, and a number of its own. */
  private static String channel(String callerId, CallId call) {
    return "PJSIP/%s-%08x".formatted(callerId, (int) call.value().getLeastSignificantBits());
  }

  String value(String name) {
    return values.getOrDefault(name, "");
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
