package org.meterline.telephony.relay;

import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.address.IpLiteral;
import org.meterline.telephony.media.MediaEvent;
import org.meterline.telephony.media.MediaPlane.MediaLeg;
import org.meterline.telephony.media.MediaPlane.Unacceptable;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.media.Quality;
import org.meterline.telephony.media.Sdp;
import org.meterline.telephony.media.Transport;
import org.meterline.telephony.recording.Recording;

/**
 * A leg that may have rtpengine before it. Each of our first offers, one to a kind of far end, is a
 * call of its own at rtpengine, and so is the same for a far end on IPv6 where both families are
 * spoken; the answer tells which of them counts.
 *
 * <p>Whoever negotiates waits for rtpengine, on a thread of the call's own, for under two seconds
 * when it hangs; and once it was found to, new legs do not wait at all until it answers again.
 */
final class RelayedLeg implements MediaLeg {
  private static final System.Logger LOG = System.getLogger(RelayedLeg.class.getName());
  private static final Pattern CONNECTION = Pattern.compile("(?m)^c=IN (IP[46]) [^\r\n]*");
  private static final String US = "us";
  private static final String THEM = "them";
  private static final String IP6 = "IP6";

  /** How long rtpengine still forwards what we say last. */
  private static final int GRACE_SECONDS = 1;

  /** A browser's page gets the track in a stream. */
  private static final String STREAM = "a=msid:meterline audio\r\n";

  private final RtpengineRelay relay;
  private final MediaLeg plain;
  private final Consumer<MediaEvent> events;
  private final Lock negotiating = new ReentrantLock();
  private final Map<FarWay, String> offered = new EnumMap<>(FarWay.class);

  /** The same to far ends on IPv6, where they are offered it apart. */
  private final Map<FarWay, String> offeredIp6 = new EnumMap<>(FarWay.class);

  private final Set<String> names = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicBoolean told = new AtomicBoolean();

  /** Whether a session was agreed, with or without rtpengine: it stays so. */
  private boolean agreed;

  private FarWay way = FarWay.PLAIN;

  /** Whether that is with ICE. */
  private boolean ice;

  /** The family of the far end's description, as ng names it; empty before there was one. */
  private String theirs = "";

  private volatile @Nullable String name;

  RelayedLeg(RtpengineRelay relay, MediaLeg plain, Consumer<MediaEvent> events) {
    this.relay = relay;
    this.plain = plain;
    this.events = events;
  }

  MediaLeg plain() {
    return plain;
  }

  boolean isRelayed() {
    return name != null && !over.get();
  }

  /** Its name at rtpengine; null without it. */
  @Nullable String relayedAs() {
    return name;
  }

  /** It cannot be heard through rtpengine any more. */
  void lost(String why) {
    if (isRelayed() && told.compareAndSet(false, true)) {
      tellLost("The media relay " + why);
    }
  }

  private void tellLost(String why) {
    events.accept(new MediaEvent.Lost(why));
  }

  private boolean wants(FarWay far, boolean withIce) {
    return (far != FarWay.PLAIN || withIce || relay.settings().all())
        && (relay.answers() || !relay.settings().instead());
  }

  @Override
  public Sdp offer(Transport transport) {
    negotiating.lock();
    try {
      return offered(transport);
    } finally {
      negotiating.unlock();
    }
  }

  private Sdp offered(Transport transport) {
    String known = name;
    FarWay far = agreed ? way : FarWay.of(transport);
    if (agreed ? known == null : !wants(far, false)) {
      return plain.offer(transport);
    }
    Map<String, Object> parts = new HashMap<>(far.flags);
    parts.put("transport-protocol", far.protocol);
    parts.put("from-tag", US);
    if (known != null) {
      parts.put("to-tag", THEM);
      parts.put("ICE", ice ? "force" : "remove");
      if (ice) {
        parts.put("rtcp-mux", List.of("offer", "require")); // one component, as was agreed
      }
    }
    Sdp ours = plain.offer(Transport.PLAIN);
    try {
      if (known != null) {
        return ask("offer", known, parts, inside(ours, far), theirs);
      }
      String as = offered.computeIfAbsent(far, _ -> relay.nextName());
      Sdp offer = ask("offer", as, parts, inside(ours, far), family(ours));
      // With ICE there are candidates of both.
      boolean apart = ours.overIp6() != null && far != FarWay.WEBRTC;
      return apart ? new Sdp(offer.text(), overIp6(ours, far, parts)) : offer;
    } catch (NgClient.NoAnswer | NgClient.Refused e) {
      LOG.log(Level.WARNING, () -> "no offer by the media relay: " + e.getMessage());
      if (!agreed && relay.settings().instead()) {
        return plain.offer(transport);
      }
      tellLost(String.valueOf(e.getMessage()));
      return ours;
    }
  }

  private @Nullable String overIp6(Sdp ours, FarWay far, Map<String, Object> parts)
      throws NgClient.NoAnswer {
    String as = offeredIp6.computeIfAbsent(far, _ -> relay.nextName());
    try {
      return ask("offer", as, parts, inside(ours, far), IP6).text();
    } catch (NgClient.Refused e) {
      LOG.log(Level.DEBUG, () -> "no offer over IPv6 by the media relay: " + e.getMessage());
      offeredIp6.remove(far);
      return null;
    }
  }

  @Override
  public Sdp answer(Sdp offer) throws Unacceptable {
    negotiating.lock();
    try {
      return answered(offer);
    } finally {
      negotiating.unlock();
    }
  }

  private Sdp answered(Sdp offer) throws Unacceptable {
    String known = name;
    FarWay far = FarWay.of(offer);
    boolean withIce = FarWay.hasIce(offer);
    if (agreed ? known == null : !wants(far, withIce)) {
      return answerPlain(offer);
    }
    String as = known == null ? relay.nextName() : known;
    Map<String, Object> parts = new HashMap<>(FarWay.PLAIN.flags);
    parts.put("transport-protocol", FarWay.PLAIN.protocol);
    parts.put("from-tag", THEM);
    if (known != null) {
      parts.put("to-tag", US);
    }
    try {
      theirs = family(offer);
      Sdp within = ask("offer", as, parts, offer, ours());
      Sdp ours = plain.answer(within);
      Map<String, Object> back = new HashMap<>();
      back.put("from-tag", THEM);
      back.put("to-tag", US);
      back.put("ICE", withIce ? "force" : "remove");
      Sdp answer = ask("answer", as, back, inside(ours, far), theirs);
      agreed(as, far, withIce);
      return answer;
    } catch (NgClient.NoAnswer e) {
      if (!agreed && relay.settings().instead()) {
        return answerPlain(offer);
      }
      throw new Unacceptable(String.valueOf(e.getMessage()), 503);
    } catch (NgClient.Refused e) {
      throw new Unacceptable("the media relay refuses it: " + e.getMessage());
    }
  }

  private Sdp answerPlain(Sdp offer) throws Unacceptable {
    Sdp answer = plain.answer(offer);
    agreed = true;
    return answer;
  }

  @Override
  public void accept(Sdp answer) throws Unacceptable {
    negotiating.lock();
    try {
      accepted(answer);
    } finally {
      negotiating.unlock();
    }
  }

  private void accepted(Sdp answer) throws Unacceptable {
    FarWay far = FarWay.of(answer);
    theirs = family(answer);
    String apart = theirs.equals(IP6) ? offeredIp6.get(far) : null;
    String as = agreed ? name : apart == null ? offered.get(far) : apart;
    if (as == null) {
      plain.accept(answer);
      agreed = true;
      return;
    }
    try {
      plain.accept(ask("answer", as, Map.of("from-tag", US, "to-tag", THEM), answer, ours()));
    } catch (NgClient.NoAnswer e) {
      throw new Unacceptable(String.valueOf(e.getMessage()), 503);
    } catch (NgClient.Refused e) {
      throw new Unacceptable("the media relay refuses it: " + e.getMessage());
    }
    agreed(as, far, FarWay.hasIce(answer));
  }

  private void agreed(String as, FarWay far, boolean withIce) {
    agreed = true;
    name = as;
    way = far;
    ice = withIce;
  }

  /**
   * Has a description rewritten.
   *
   * @param family of who gets it, as ng names it: else rtpengine would write that of what it was
   *     given, whatever the other side speaks; empty if it is not known
   */
  private Sdp ask(
      String command, String as, Map<String, Object> given, Sdp described, String family)
      throws NgClient.NoAnswer, NgClient.Refused {
    if (!agreed && !relay.answers()) {
      throw relay.client().silent();
    }
    Map<String, Object> parts = new HashMap<>(given);
    parts.put("call-id", as);
    parts.put("sdp", described.text());
    if (!family.isEmpty()) {
      parts.put("address-family", family);
    }
    // Its own lines change without ours, and then the version has to as well (RFC 3264, section 8).
    parts.put("replace", List.of("origin", "session-connection", "sdp-version"));
    RelaySettings settings = relay.settings();
    if (command.equals("offer") && !settings.inside().isEmpty()) {
      parts.put(
          "direction",
          US.equals(given.get("from-tag"))
              ? List.of(settings.inside(), settings.outside())
              : List.of(settings.outside(), settings.inside()));
    }
    names.add(as);
    Object sdp;
    try {
      sdp = relay.client().ask(command, parts).get("sdp");
    } catch (NgClient.NoAnswer e) {
      relay.silent();
      throw e;
    }
    if (over.get()) {
      forget(List.of(as)); // it was closed while we waited
    }
    if (sdp instanceof String text) {
      return new Sdp(text);
    }
    throw new NgClient.Refused("an answer without a session description");
  }

  /** The family over which it reaches us. */
  private String ours() {
    return relay.inside() instanceof Inet6Address ? IP6 : "IP4";
  }

  private static String family(Sdp described) {
    Matcher connection = CONNECTION.matcher(described.text());
    return connection.find() ? connection.group(1) : "";
  }

  /** Our description as rtpengine gets it: with the address at which it reaches us. */
  private Sdp inside(Sdp ours, FarWay far) {
    String family = relay.inside() instanceof Inet6Address ? "6 " : "4 ";
    String line = "c=IN IP" + family + IpLiteral.told(relay.inside());
    String text = CONNECTION.matcher(ours.text()).replaceAll(Matcher.quoteReplacement(line));
    return new Sdp(far == FarWay.WEBRTC ? text + STREAM : text);
  }

  private void forget(Collection<String> which) {
    for (String each : which) {
      relay.client().tell("delete", Map.of("call-id", each, "delete-delay", GRACE_SECONDS));
    }
  }

  @Override
  public void close() {
    if (over.compareAndSet(false, true)) {
      relay.closing(this);
      plain.close();
      forget(names);
    }
  }

  @Override
  public void suit(MediaLeg other) {
    plain.suit(other instanceof RelayedLeg relayed ? relayed.plain : other);
  }

  @Override
  public void speak(List<String> codecs) {
    plain.speak(codecs);
  }

  @Override
  public void told() {
    plain.told();
  }

  @Override
  public void language(String tag) {
    plain.language(tag);
  }

  @Override
  public void whose(String domain) {
    plain.whose(domain);
  }

  @Override
  public void record(Recording recording) {
    plain.record(recording);
  }

  @Override
  public void release(Recording recording) {
    plain.release(recording);
  }

  @Override
  public void unheard(boolean held) {
    plain.unheard(held);
  }

  @Override
  public void digitsOnly(boolean only) {
    plain.digitsOnly(only);
  }

  @Override
  public void play(long number, List<Prompt> prompts, Duration offset) {
    plain.play(number, prompts, offset);
  }

  @Override
  public void stop(long number) {
    plain.stop(number);
  }

  @Override
  public void overlay(long number, List<Prompt> prompts, int duck) {
    plain.overlay(number, prompts, duck);
  }

  @Override
  public void stopOverlay(long number) {
    plain.stopOverlay(number);
  }

  @Override
  public void pause() {
    plain.pause();
  }

  @Override
  public void resume() {
    plain.resume();
  }

  @Override
  public void seek(Duration position) {
    plain.seek(position);
  }

  @Override
  public Duration position() {
    return plain.position();
  }

  @Override
  public void sendDigit(char digit) {
    plain.sendDigit(digit);
  }

  @Override
  public boolean listens() {
    return plain.listens();
  }

  @Override
  public boolean speaks() {
    return plain.speaks();
  }

  @Override
  public void answered() {
    plain.answered();
  }

  @Override
  public Quality quality() {
    return plain.quality();
  }
}
