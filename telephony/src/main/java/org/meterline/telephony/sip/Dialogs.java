package org.meterline.telephony.sip;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.sip.header.ViaHeader;
import javax.sip.message.Request;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.LegId;

/** Finds the leg that a message belongs to. */
final class Dialogs {
  /** Of a dialog, by the tag that is ours: random, so the two suffice. */
  record Key(String callId, String localTag) {}

  /** Of an INVITE that came, before any tag is ours (RFC 3261, sections 8.2.2.2 and 9.2). */
  record InviteKey(String callId, String fromTag, long sequence) {
    /** The same for an INVITE and its CANCEL. */
    static InviteKey of(Request request) {
      return new InviteKey(
          Fields.callId(request), Fields.fromTag(request), Fields.sequence(request));
    }
  }

  /**
   * An INVITE that came.
   *
   * @param branch in small letters; null if it has none
   * @param leg that it began; null once that is over
   */
  record Came(@Nullable String branch, @Nullable IncomingLeg leg) {
    /** Whether it is this one, come again, and not a fork of it. */
    boolean isRetransmission(Request invite) {
      return Objects.equals(branch, Dialogs.branch(invite));
    }
  }

  private final Map<Key, Party> legs = new ConcurrentHashMap<>();
  private final Map<InviteKey, Came> invites = new ConcurrentHashMap<>();

  void add(Key key, Party leg) {
    legs.put(key, leg);
  }

  void remove(Key key) {
    legs.remove(key);
  }

  @Nullable Party find(String callId, String localTag) {
    return legs.get(new Key(callId, localTag));
  }

  /** The leg whose dialog is to be replaced. */
  Optional<LegId> replaced(Replaces it) {
    Party party = find(it.callId(), it.localTag());
    return party == null ? Optional.empty() : party.leg(it.remoteTag());
  }

  /** Whether that INVITE is new. */
  boolean add(Request invite, IncomingLeg leg) {
    return invites.putIfAbsent(InviteKey.of(invite), new Came(branch(invite), leg)) == null;
  }

  /** What is known of the INVITE, or of the one that a CANCEL is for; null if none came. */
  @Nullable Came came(Request request) {
    return invites.get(InviteKey.of(request));
  }

  /** The leg of that INVITE is over: it is known only that it came. */
  void over(InviteKey invite) {
    invites.computeIfPresent(invite, (key, came) -> new Came(came.branch(), null));
  }

  /** That INVITE will not come again. */
  void forget(InviteKey invite) {
    invites.remove(invite);
  }

  private static @Nullable String branch(Request request) {
    String branch = ((ViaHeader) request.getHeader(ViaHeader.NAME)).getBranch();
    return branch == null ? null : branch.toLowerCase(Locale.ROOT);
  }

  /** A browser's connection is closed, and with it what went over it. */
  void cutOff(String flow) {
    legs.values().forEach(leg -> leg.cutOff(flow));
  }

  int size() {
    return legs.size();
  }
}
