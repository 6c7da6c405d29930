package org.meterline.telephony.guard;

import java.time.Duration;
import java.util.Set;

/**
 * How the engine is guarded.
 *
 * @param messages of one source in each second, over any transport
 * @param messageBurst so many at once before that counts
 * @param requests the same of those that begin something: registrations, calls, questions
 * @param offences of one source within {@link Guard#WINDOW} that have it banned; 0: nobody is
 *     banned by itself
 * @param banTime for which a source is banned that was learned
 * @param loopback whether this machine itself is never limited nor banned
 * @param scanners a pattern of the User-Agents that are banned at once
 * @param known addresses that are never limited nor banned
 */
public record GuardSettings(
    int messages,
    int messageBurst,
    int requests,
    int requestBurst,
    int offences,
    Duration banTime,
    boolean loopback,
    String scanners,
    Set<Prefix> known) {
  /** What scanners call themselves that are in wide use. */
  public static final String SCANNERS =
      "friendly-scanner.*|friendly-request.*|sipvicious.*|sip-?scan.*|sipcli.*|sundayddr.*|iWar.*"
          + "|eyeBeam release 3006o.*|VaxSIPUserAgent.*|pplsip.*|smap .*|sipsu.*";

  public static final GuardSettings USUAL =
      new GuardSettings(500, 2_000, 50, 500, 30, Duration.ofHours(1), true, SCANNERS, Set.of());

  public GuardSettings {
    if (messages < 1 || messageBurst < 1 || requests < 1 || requestBurst < 1 || offences < 0) {
      throw new IllegalArgumentException("rates are positive");
    }
    known = Set.copyOf(known);
  }
}
