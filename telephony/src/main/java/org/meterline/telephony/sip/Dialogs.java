package org.meterline.telephony.sip;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.LegId;

/** Finds the leg that a message belongs to. */
final class Dialogs {
  /** Of a dialog, by the tag that is ours: random, so the two suffice. */
  record Key(String callId, String localTag) {}

  /** Of an INVITE that came, before any tag is ours (RFC 3261, sections 8.2.2.2 and 9.2). */
  record InviteKey(String callId, String fromTag, long sequence) {}

  private final Map<Key, Party> legs = new ConcurrentHashMap<>();
  private final Map<InviteKey, IncomingLeg> invites = new ConcurrentHashMap<>();

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
  boolean add(InviteKey key, IncomingLeg leg) {
    return invites.putIfAbsent(key, leg) == null;
  }

  void remove(InviteKey key) {
    invites.remove(key);
  }

  @Nullable IncomingLeg find(InviteKey key) {
    return invites.get(key);
  }

  /** A browser's connection is closed, and with it what went over it. */
  void cutOff(String flow) {
    legs.values().forEach(leg -> leg.cutOff(flow));
  }

  int size() {
    return legs.size();
  }
}
