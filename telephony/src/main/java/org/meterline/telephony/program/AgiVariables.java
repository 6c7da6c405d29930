package org.meterline.telephony.program;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Verb;

/**
 * The variables of a channel as its program sees them, with those that Asterisk gives every channel
 * and the caller id behind the function {@code CALLERID}.
 */
final class AgiVariables {
  private static final String NO = "0";
  private static final String YES = "1";
  private static final String FULL = "-1";

  private final AgiVerbs verbs;
  private final AgiChannel channel;
  private final AgiHeader header;
  private String callerNumber;
  private String callerName;

  AgiVariables(AgiVerbs verbs, AgiChannel channel, AgiHeader header) {
    this.verbs = verbs;
    this.channel = channel;
    this.header = header;
    this.callerNumber = header.known("callerid");
    this.callerName = header.known("calleridname");
  }

  /** What stands behind {@code result=} for GET VARIABLE. */
  String get(String name) throws InterruptedException {
    Optional<String> value = ofEveryChannel(name);
    if (value.isEmpty()) {
      value = verbs.ask(new Verb.GetVariable(name), AgiVerbs.AT_ONCE).flatMap(found -> found);
    }
    if (value.isEmpty()) {
      value = channel.get(name);
    }
    return value.map(text -> YES + " (" + AgiHeader.oneLine(text) + ")").orElse(NO);
  }

  private Optional<String> ofEveryChannel(String name) throws InterruptedException {
    return Optional.ofNullable(
        switch (name) {
          case "CHANNEL" -> header.value("channel");
          case "UNIQUEID" -> header.value("uniqueid");
          case "EXTEN" -> header.value("extension");
          case "CONTEXT" -> header.value("context");
          case "PRIORITY" -> header.value("priority");
          case "CALLINGPRES" -> header.value("callingpres");
          case "CALLINGANI2" -> header.value("callingani2");
          case "CALLINGTON" -> header.value("callington");
          case "CALLINGTNS" -> header.value("callingtns");
          case Verb.GetVariable.CAUSE ->
              verbs.ask(new Verb.GetVariable(name), AgiVerbs.AT_ONCE).flatMap(v -> v).orElse(NO);
          case Verb.SetVariable.LANGUAGE -> channel.get(name).orElse(header.value("language"));
          default -> callerId(name);
        });
  }

  private @Nullable String callerId(String function) {
    return switch (argument(function)) {
      case "num", "number" -> callerNumber;
      case "name" -> callerName;
      case "all" -> "\"" + callerName + "\" <" + callerNumber + ">";
      case "dnid" -> header.value("dnid");
      case "rdnis" -> header.known("rdnis");
      default -> null;
    };
  }

  /** The argument of CALLERID, in lower case; empty when it is something else. */
  private static String argument(String function) {
    return function.startsWith("CALLERID(") && function.endsWith(")")
        ? function.substring("CALLERID(".length(), function.length() - 1).toLowerCase(Locale.ROOT)
        : "";
  }

  /** What stands behind {@code result=} for SET VARIABLE. */
  String set(String name, String value) throws InterruptedException {
    return switch (argument(name)) {
      case "num", "number" -> show(CallerIdText.shrunk(value.strip()), null);
      case "name" -> show(null, value.strip());
      case "all" -> setCallerId(value);
      default -> store(plain(name), value);
    };
  }

  /** What stands before a name says who inherits the variable; it does not belong to the name. */
  private static String plain(String name) {
    return name.startsWith("__") ? name.substring(2) : name.replaceFirst("^_", "");
  }

  private String store(String name, String value) throws InterruptedException {
    if (!channel.set(name, value)) {
      return FULL;
    }
    return verbs.ask(new Verb.SetVariable(name, value), AgiVerbs.AT_ONCE).isPresent() ? YES : FULL;
  }

  /** Sets what a command has to tell, however many variables the program has. */
  void tell(String name, String value) throws InterruptedException {
    channel.put(name, value);
    var _ = verbs.ask(new Verb.SetVariable(name, value), AgiVerbs.AT_ONCE);
  }

  /** What stands behind {@code result=} for SET CALLERID: both name and number are set. */
  String setCallerId(String text) throws InterruptedException {
    CallerIdText given = CallerIdText.parse(text);
    return show(given.number(), given.name());
  }

  private String show(@Nullable String number, @Nullable String name) throws InterruptedException {
    if (verbs.ask(new Verb.SetCallerId(number, name), AgiVerbs.AT_ONCE).isEmpty()) {
      return NO;
    }
    callerNumber = number == null ? callerNumber : number;
    callerName = name == null ? callerName : name;
    return YES;
  }
}
