package org.meterline.web.modem;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.modem.MessageMemory;
import org.meterline.telephony.modem.ModemKind;
import org.meterline.telephony.modem.ModemStatus;

/**
 * A modem.
 *
 * @param kind module or voice; absent while that is not known
 * @param state unplugged, starting, silent, no_sim, unfit, pin_needed, searching or ready
 * @param sentence what the state means, for people
 * @param why it is in this state
 * @param signal in dBm
 * @param messages where messages go that come; absent if it takes none
 */
public record ModemView(
    String name,
    @Nullable String kind,
    String port,
    String number,
    String state,
    String sentence,
    String why,
    Instant since,
    @Nullable String model,
    @Nullable String network,
    @Nullable Integer signal,
    @Nullable String lastError,
    @Nullable MemoryView messages,
    boolean calling) {
  /**
   * A module's memory for messages.
   *
   * @param full no more come in
   */
  public record MemoryView(String name, int used, int total, boolean full) {}

  public static ModemView of(ModemStatus it) {
    MessageMemory memory = it.messages();
    ModemKind kind = it.kind();
    return new ModemView(
        it.name(),
        kind == null ? null : kind == ModemKind.VOICE ? "voice" : "module",
        it.port(),
        it.number(),
        it.state().name().toLowerCase(Locale.ROOT),
        it.state().sentence(),
        it.why(),
        it.since(),
        it.model(),
        it.network(),
        it.dbm(),
        it.lastError(),
        memory == null
            ? null
            : new MemoryView(memory.name(), memory.used(), memory.total(), memory.full()),
        it.calling());
  }
}
