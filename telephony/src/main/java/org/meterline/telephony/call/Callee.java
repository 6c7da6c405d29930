package org.meterline.telephony.call;

import org.jspecify.annotations.Nullable;

/**
 * Who is called.
 *
 * @param dialled as the caller or the program gave it
 * @param sentOnBy whose phone said that the call is for this one instead; null: nobody's
 */
record Callee(String dialled, Destination.Found to, @Nullable Callee sentOnBy) {
  Callee(String dialled, Destination.Found to) {
    this(dialled, to, null);
  }

  /** For people. */
  String name() {
    return switch (to) {
      case Destination.Phone phone -> phone.user();
      case Destination.Steered steered -> steered.name();
      case Destination.Outside outside -> outside.number().number();
      case Destination.Emergency emergency -> emergency.number();
    };
  }
}
