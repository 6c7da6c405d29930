package org.meterline.telephony.media;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.ice.IceAgent;
import org.meterline.telephony.ice.IceCredentials;
import org.meterline.telephony.srtp.DtlsHandshake;
import org.meterline.telephony.srtp.DtlsIdentity;
import org.meterline.telephony.srtp.SrtpContext;
import org.meterline.telephony.srtp.SrtpKeys;

/**
 * Where a leg's packets come in: tells connectivity checks, handshakes and media apart by their
 * first octet (RFC 7983), answers the first, hands on the second, and unprotects the last. Used by
 * the leg's media thread, but for what a handshake tells.
 */
final class Demultiplexer {
  private static final System.Logger LOG = System.getLogger(Demultiplexer.class.getName());

  /** Of those who begin without ICE, at once. */
  private static final int MOST_BEGUN = 8;

  private final String name;
  private final MediaLoop loop;
  private final MediaSocket channel;
  private final DtlsIdentity identity;
  private final SourceLock lock;
  private final Outlet outlet;
  private final Runnable reachable;
  private final Consumer<String> lost;
  private final long patience;

  private Protection protection = new Protection.Unkeyed(true);
  private Keying keying = new Keying.Open();
  private @Nullable IceAgent ice;
  private @Nullable DtlsHandshake handshake;

  /** Who began without ICE, and where from; which of them is the far end its certificate tells. */
  private final Map<InetSocketAddress, DtlsHandshake> begun = new HashMap<>();

  /** Why one of those came to nothing; null: none did. */
  private @Nullable String inVain;

  /** The far end has said something in the association. */
  private boolean heard;

  private boolean answered;
  private long answeredAt;

  /** A check of the far end's has passed, or it is told that none has. */
  private boolean found;

  /** Counts associations: what an earlier one tells late is not listened to. */
  private int associations;

  private boolean shaking;
  private boolean closed;

  /**
   * @param channel of the leg's RTP
   * @param reachable run on the media thread when more can be sent than before
   * @param lost told on the media thread why nothing will be heard
   * @param patience in nanoseconds, how long after the answer a far end may find no way here by
   *     ICE; 0 for ever
   */
  Demultiplexer(
      String name,
      MediaLoop loop,
      MediaSocket channel,
      DtlsIdentity identity,
      SourceLock lock,
      Outlet outlet,
      Runnable reachable,
      Consumer<String> lost,
      long patience) {
    this.name = name;
    this.loop = loop;
    this.channel = channel;
    this.identity = identity;
    this.lock = lock;
    this.outlet = outlet;
    this.reachable = reachable;
    this.lost = lost;
    this.patience = patience;
  }

  Protection protection() {
    return protection;
  }

  /** ICE was offered, with these credentials of ours; a far end may check before it answers. */
  void expect(@Nullable IceCredentials own) {
    if (own == null || closed) {
      return;
    }
    IceAgent agent = ice;
    if (agent == null) {
      ice = new IceAgent(own);
    } else {
      agent.restart(own);
    }
  }

  /** Takes up what was agreed; what has not changed goes on. */
  void agree(Session agreed) {
    Keying next = agreed.keying();
    if (closed || next.equals(keying)) {
      return;
    }
    Keying before = keying;
    keying = next;
    switch (next) {
      case Keying.Open() -> become(new Protection.Unkeyed(true));
      case Keying.Described(SrtpKeys ours, SrtpKeys theirs) -> {
        SrtpContext out =
            before instanceof Keying.Described described
                    && described.ours().equals(ours)
                    && protection instanceof Protection.Keyed keyed
                ? keyed.out() // it goes on: a key stream must not begin twice
                : ours.begin();
        become(new Protection.Keyed(theirs.begin(), out));
      }
      case Keying.Handshake terms -> {
        become(new Protection.Unkeyed(false));
        if (shaking) {
          forget();
        }
        shaking = true;
        if (terms.active() || lock.byChecks() || handshake != null) {
          association().start(name, terms.theirs(), terms.active());
        }
      }
    }
  }

  /** The handshake, begun or yet to begin. */
  private DtlsHandshake association() {
    DtlsHandshake present = handshake;
    if (present == null) {
      present = new DtlsHandshake(identity, new Told(++associations, null));
      handshake = present;
    }
    return present;
  }

  private void forget() {
    if (handshake != null) {
      handshake.close();
    }
    handshake = null;
    shaking = false;
    heard = false;
    associations++;
    begun.values().forEach(DtlsHandshake::close);
    begun.clear();
    inVain = null;
  }

  /**
   * The leg was answered. A far end that waits for us to begin may have heard of us only now: who
   * said nothing yet is called upon anew, with all the time there is.
   */
  void answered(long now) {
    answered = true;
    answeredAt = now;
    inVain = null; // who begins only now is not known yet
    beginAnew();
  }

  private boolean beginAnew() {
    if (!shaking || heard || !(keying instanceof Keying.Handshake terms) || !terms.active()) {
      return false;
    }
    forget();
    shaking = true;
    association().start(name, terms.theirs(), true);
    return true;
  }

  private void become(Protection next) {
    protection = next;
    outlet.protection(next);
    reachable.run();
  }

  /** Whether the packet, unprotected now, is media or a report to take. */
  boolean admits(ByteBuffer b, boolean control) {
    return protection.unprotect(b, control);
  }

  /** Whether a packet with this first octet is not for the audio, and goes to {@link #take}. */
  static boolean isForUs(int first) {
    return IceAgent.isStun(first) || isDtls(first);
  }

  private static boolean isDtls(int first) {
    return first >= 20 && first <= 63;
  }

  /** Takes what is not media; false if nobody wants it. */
  boolean take(ByteBuffer b, InetSocketAddress from, long now) {
    byte[] datagram = new byte[b.remaining()];
    b.get(b.position(), datagram);
    if (!isDtls(datagram[0] & 0xFF)) {
      return check(datagram, from);
    }
    // Before the answer is in, checks alone tell whose it is.
    boolean known = ice != null && lock.isChecked(from);
    if (!known && lock.byChecks()) {
      known = lock.takes(from, now);
    } else if (!known && keying instanceof Keying.Handshake terms) {
      if (handshake == null) {
        return begins(datagram, from, terms, now);
      }
      known = from.equals(lock.target());
      if (!known) {
        lock.strange();
      }
    }
    if (known) {
      heard = true;
      association().received(datagram);
    }
    return known;
  }

  /** Somebody who begins without ICE: a stranger keeps nobody from beginning, too. */
  private boolean begins(
      byte[] datagram, InetSocketAddress from, Keying.Handshake terms, long now) {
    DtlsHandshake theirs = begun.get(from);
    if (theirs == null) {
      boolean room = begun.size() < MOST_BEGUN || lock.isDescribed(from);
      if (!isHello(datagram) || !room || !lock.mayBe(from, now)) {
        lock.strange();
        return false;
      }
      theirs = new DtlsHandshake(identity, new Told(associations, from));
      begun.put(from, theirs);
      theirs.start(name, terms.theirs(), false);
    }
    theirs.received(datagram);
    return true;
  }

  /** Whether it begins a handshake: a ClientHello (RFC 6347, section 4.3). */
  private static boolean isHello(byte[] datagram) {
    return datagram.length > 13 && datagram[0] == 22 && datagram[13] == 1;
  }

  /**
   * Tells when nobody is left, after the answer, who could prove to be the far end, or when it has
   * found no way here.
   */
  void sweep(long now) {
    boolean waited = answered && patience > 0 && now - answeredAt >= patience;
    if (waited && !found && lock.byChecks()) {
      found = true;
      lost.accept("No way for the audio was found (ICE)");
    }
    String why = inVain;
    boolean none = handshake == null && begun.isEmpty() && !lock.isOpen(now);
    if (why != null && answered && none) {
      inVain = null;
      unprotected(why);
    }
  }

  private void unprotected(String why) {
    lost.accept("The audio cannot be protected: " + why);
  }

  /** That one has proved to be the far end. */
  private void proved(InetSocketAddress from) {
    handshake = begun.remove(from);
    begun.values().forEach(DtlsHandshake::close);
    begun.clear();
    lock.proved(from);
    outlet.target(from);
  }

  private void failed(@Nullable InetSocketAddress from, String why) {
    if (from == null) {
      if (answered || !beginAnew()) {
        unprotected(why);
      }
    } else if (begun.remove(from) != null) {
      if (lock.isDescribed(from)) {
        unprotected(why);
      } else {
        inVain = why;
      }
    }
  }

  private boolean check(byte[] datagram, InetSocketAddress from) {
    IceAgent agent = ice;
    if (agent == null) {
      return false;
    }
    Optional<IceAgent.Outcome> outcome = agent.take(datagram, from);
    if (outcome.isEmpty()) {
      return false;
    }
    IceAgent.Outcome result = outcome.get();
    if (result.passed()) {
      found = true;
      lock.checked(from, result.nominated());
      InetSocketAddress to = lock.target();
      if (to != null && outlet.moves(to)) {
        reachable.run();
      }
    }
    byte[] answer = result.answer();
    if (answer != null) {
      send(answer, from);
    }
    return result.passed();
  }

  private void send(byte[] datagram, InetSocketAddress to) {
    try {
      channel.send(ByteBuffer.wrap(datagram), to);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, () -> "leg " + name + ": could not be sent to: " + e.getMessage());
    }
  }

  void close() {
    closed = true;
    forget();
  }

  /** What a handshake tells, on its own thread. */
  private final class Told implements DtlsHandshake.Path {
    private final int association;
    private final @Nullable InetSocketAddress from;

    /**
     * @param from who began, where that is all we know; null: the far end
     */
    Told(int association, @Nullable InetSocketAddress from) {
      this.association = association;
      this.from = from;
    }

    private boolean listens() {
      return !closed
          && keying instanceof Keying.Handshake
          && association == associations
          && (from == null || begun.containsKey(from));
    }

    @Override
    public void send(byte[] datagram) {
      loop.post(
          () -> {
            InetSocketAddress to = from == null ? lock.target() : from;
            if (to != null && !closed && association == associations) {
              Demultiplexer.this.send(datagram, to);
            }
          });
    }

    @Override
    public void keyed(SrtpContext in, SrtpContext out) {
      loop.post(
          () -> {
            if (listens()) {
              if (from != null) {
                proved(from);
              }
              become(new Protection.Keyed(in, out));
            }
          });
    }

    @Override
    public void failed(String why) {
      LOG.log(Level.WARNING, () -> "leg " + name + ": no keys came of its handshake: " + why);
      loop.post(
          () -> {
            if (listens()) {
              Demultiplexer.this.failed(from, why);
            }
          });
    }
  }
}
