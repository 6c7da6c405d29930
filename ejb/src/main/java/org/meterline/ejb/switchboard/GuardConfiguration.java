package org.meterline.ejb.switchboard;

import java.time.Duration;

/** What is taken of whom. */
public record GuardConfiguration(
    int messages,
    int messageBurst,
    int requests,
    int requestBurst,
    int offences,
    Duration banTime,
    boolean loopback) {
  static GuardConfiguration read(SettingsReader in) {
    return new GuardConfiguration(
        in.number("guard.messages-per-second", 1, 1_000_000),
        in.number("guard.message-burst", 1, 1_000_000),
        in.number("guard.requests-per-second", 1, 1_000_000),
        in.number("guard.request-burst", 1, 1_000_000),
        in.number("guard.offences", 0, 1_000_000),
        in.duration("guard.ban-time", Duration.ofSeconds(1)),
        in.flag("guard.loopback-exempt"));
  }
}
