package org.meterline.ejb.modem;

import static org.meterline.ejb.tenant.Role.ADMIN;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.telephony.modem.ModemSignalling;
import org.meterline.telephony.modem.ModemStatus;
import org.meterline.telephony.modem.TextMessage;

/** The operator's admins look at modems, and send and read their text messages. */
@Stateless
@InTenant
public class Modems {
  private static final Pattern NUMBER = Pattern.compile("\\+?[0-9*#]{1,20}");
  private static final int LONGEST = 1_000;

  private final ModemDoor door;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Modems() {
    this(null);
  }

  @Inject
  public Modems(ModemDoor door) {
    this.door = door;
  }

  /** In the order of their names. */
  public List<ModemStatus> list(Caller caller) {
    return forOperators(caller).map(ModemSignalling::statuses).orElse(List.of());
  }

  /** What a modem received and keeps. */
  public List<TextMessage> messages(Caller caller, String name) {
    return of(caller, name).inbox(name);
  }

  /** Takes a message off its modem. */
  public void remove(Caller caller, String name, int message) {
    ModemSignalling modems = of(caller, name);
    if (modems.inbox(name).stream().noneMatch(m -> m.id() == message)) {
      throw Refused.notFound("message");
    }
    modems.remove(name, message);
  }

  /**
   * Sends a text message.
   *
   * @return done once the network took it: empty, or why it was not sent
   */
  public CompletableFuture<Optional<String>> send(
      Caller caller, String name, String number, String text) {
    ModemSignalling modems = of(caller, name);
    if (!NUMBER.matcher(number).matches()) {
      throw Refused.invalid("to", "must be a number");
    }
    if (text.isEmpty() || text.length() > LONGEST) {
      throw Refused.invalid("text", "must have 1 to " + LONGEST + " characters");
    }
    return modems.send(name, number, text);
  }

  private Optional<ModemSignalling> forOperators(Caller caller) {
    caller.mustBeOperators();
    caller.mustBe(ADMIN);
    return door.modems();
  }

  private ModemSignalling of(Caller caller, String name) {
    return forOperators(caller)
        .filter(m -> m.statuses().stream().anyMatch(status -> status.name().equals(name)))
        .orElseThrow(() -> Refused.notFound("modem"));
  }
}
