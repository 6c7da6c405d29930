package org.meterline.telephony.modem;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a modem is.
 *
 * @param why it is in this state, for people
 * @param since when it is
 * @param model maker and model as it says
 * @param network the operator's name as it says
 * @param dbm strength of the signal in dBm, or null if it is not known (27.007, section 8.5)
 * @param lastError the last thing that went wrong
 * @param messages where messages go that come; null: it does not say, or takes none
 * @param kind null: not known yet
 * @param calling whether it has a call
 */
public record ModemStatus(
    String name,
    String port,
    String number,
    ModemState state,
    String why,
    Instant since,
    @Nullable String model,
    @Nullable String network,
    @Nullable Integer dbm,
    @Nullable String lastError,
    @Nullable MessageMemory messages,
    @Nullable ModemKind kind,
    boolean calling) {
  /** Before its port is opened. */
  static ModemStatus begun(ModemSettings settings, String why, Instant at) {
    return new ModemStatus(
        settings.name(),
        settings.port(),
        settings.number(),
        ModemState.UNPLUGGED,
        why,
        at,
        null,
        null,
        null,
        null,
        null,
        settings.kind(),
        false);
  }

  ModemStatus entered(ModemState next, String reason, Instant at) {
    return new ModemStatus(
        name, port, number, next, reason, at, model, network, dbm, lastError, messages, kind,
        calling);
  }

  ModemStatus knowing(@Nullable String says, @Nullable String in, @Nullable Integer signal) {
    return new ModemStatus(
        name, port, number, state, why, since, says, in, signal, lastError, messages, kind,
        calling);
  }

  ModemStatus erring(String what) {
    return new ModemStatus(
        name, port, number, state, why, since, model, network, dbm, what, messages, kind, calling);
  }

  ModemStatus keeping(@Nullable MessageMemory memory) {
    return new ModemStatus(
        name, port, number, state, why, since, model, network, dbm, lastError, memory, kind,
        calling);
  }

  /** Whether no message comes in any more. */
  public boolean full() {
    return messages != null && messages.full();
  }

  ModemStatus being(@Nullable ModemKind which, boolean talks) {
    return new ModemStatus(
        name, port, number, state, why, since, model, network, dbm, lastError, messages, which,
        talks);
  }
}
