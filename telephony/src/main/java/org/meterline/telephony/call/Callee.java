package org.meterline.telephony.call;

/**
 * Who is called.
 *
 * @param dialled as the caller or the program gave it
 */
record Callee(String dialled, Destination.Found to) {
  /** For people. */
  String name() {
    return switch (to) {
      case Destination.Phone phone -> phone.user();
      case Destination.Program program -> program.name();
      case Destination.Outside outside -> outside.number().number();
      case Destination.Emergency emergency -> emergency.number();
    };
  }
}
