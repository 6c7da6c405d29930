package org.meterline.telephony.media;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.codec.Codec;
import org.meterline.telephony.media.MediaPlane.Unacceptable;
import org.meterline.telephony.media.SessionDescription.Events;
import org.meterline.telephony.media.SessionDescription.Format;
import org.meterline.telephony.media.SessionDescription.Stream;

/**
 * What a leg's descriptions say of codecs. What another leg speaks comes first, so that nothing has
 * to be translated; before there is another leg it is G.711, which nearly all can. Where it is said
 * what may be spoken, nothing else is, and the order is that one. A payload type keeps its meaning
 * from one description to the next (RFC 3264, section 8.3.2).
 */
final class CodecNegotiation {
  private static final int TYPES = 128;
  private static final int OPUS_TYPE = 111;
  private static final int EVENT_TYPE = 101;
  private static final int WIDE_EVENT_TYPE = 110;
  private static final int FIRST_DYNAMIC = 96;

  private final Map<Codec, Integer> types = new EnumMap<>(Codec.class);

  /** Payload types of telephone events by the ticks of their lengths. */
  private final Map<Integer, Integer> events =
      new TreeMap<>(Map.of(8000, EVENT_TYPE, 48_000, WIDE_EVENT_TYPE));

  /** What alone may be spoken, the best first; none: all. */
  private List<Codec> allowed = List.of();

  private Spoken others = Spoken.NOTHING;
  private Spoken theirs = Spoken.NOTHING;
  private @Nullable Codec agreed;
  private boolean settled;

  /**
   * What a far end speaks.
   *
   * @param codecs the best first
   * @param opus what it wants of who sends it Opus, as its fmtp line says
   * @param packets how long it wants packets to be
   */
  record Spoken(List<Codec> codecs, String opus, PacketTime packets) {
    static final Spoken NOTHING = new Spoken(List.of(), "", PacketTime.ANY);

    Spoken {
      codecs = List.copyOf(codecs);
    }
  }

  CodecNegotiation() {
    for (Codec codec : Codec.values()) {
      types.put(codec, codec.payloadType < 0 ? OPUS_TYPE : codec.payloadType);
    }
  }

  void suit(Spoken other) {
    others = other;
  }

  /**
   * These alone are spoken from now on; what was agreed in another choice counts no more.
   *
   * @param only the best first; none: all there are
   */
  void limit(List<Codec> only) {
    if (!only.equals(allowed)) {
      agreed = null;
    }
    allowed = List.copyOf(only);
  }

  void settle() {
    settled = true;
  }

  Spoken spoken() {
    Codec own = agreed;
    return own != null && settled
        ? new Spoken(List.of(own), theirs.opus(), theirs.packets())
        : theirs;
  }

  /** How long we tell that we want packets: as they are wanted where they are sent on to. */
  int packetTime() {
    return others.packets().millis();
  }

  /** What we want of who sends us a codec: what those want to whom it is sent on. */
  String parameters(Codec codec) {
    boolean passed = codec == Codec.OPUS && others.codecs().contains(codec);
    return passed && !others.opus().isEmpty() ? others.opus() : codec.parameters;
  }

  /** What we offer, the best first. */
  List<Format> offer() {
    Set<Codec> order = new LinkedHashSet<>(allowed.isEmpty() ? others.codecs() : List.of());
    if (agreed != null) {
      order.add(agreed);
    }
    order.addAll(allowed.isEmpty() ? List.of(Codec.values()) : allowed);
    return order.stream()
        .map(codec -> new Format(codec, number(types, codec), parameters(codec)))
        .toList();
  }

  /**
   * Those of Opus's clock go with Opus alone (RFC 4733, section 2.1); many that speak it know 8,000
   * only.
   */
  List<Events> events() {
    boolean fast = allowed.isEmpty() || allowed.contains(Codec.OPUS);
    return events.entrySet().stream()
        .filter(each -> fast || each.getKey() != Codec.OPUS.clock)
        .map(each -> new Events(each.getValue(), each.getKey(), Events.DIGITS))
        .toList();
  }

  private static int number(Map<Codec, Integer> types, Codec codec) {
    Integer type = types.get(codec);
    if (type == null) {
      throw new IllegalStateException("no payload type for " + codec);
    }
    return type;
  }

  /** Chooses among what is offered. */
  Format answer(List<Format> offered) throws Unacceptable {
    List<Format> able = able(offered);
    Format best = common(able);
    if (settled) {
      for (Format each : able) {
        if (each.codec() == agreed) {
          take(able, each);
          return each;
        }
      }
    }
    best = suiting(able, best);
    take(able, best);
    return best;
  }

  /** What of it may be spoken; where that is said, the best first. */
  private List<Format> able(List<Format> offered) {
    return allowed.isEmpty()
        ? offered
        : offered.stream()
            .filter(each -> may(each.codec()))
            .sorted(Comparator.comparingInt(each -> allowed.indexOf(each.codec())))
            .toList();
  }

  private boolean may(Codec codec) {
    return allowed.isEmpty() || allowed.contains(codec);
  }

  /** The best that the other leg speaks, too. */
  private Format suiting(List<Format> able, Format otherwise) {
    for (Codec codec : allowed.isEmpty() ? others.codecs() : allowed) {
      for (Format each : able) {
        if (each.codec() == codec && others.codecs().contains(codec)) {
          return each;
        }
      }
    }
    return otherwise;
  }

  /**
   * Takes what is answered: its author sends the first. What was not offered is not taken, for an
   * answer chooses among that (RFC 3264, section 6.1).
   */
  Format accept(List<Format> answered) throws Unacceptable {
    List<Format> offered = answered.stream().filter(each -> may(each.codec())).toList();
    common(offered);
    take(offered, offered.getFirst());
    settled = true;
    return offered.getFirst();
  }

  /** The first of those that may be spoken; if all may, the first of G.711, else the first. */
  private Format common(List<Format> formats) throws Unacceptable {
    if (formats.isEmpty()) {
      throw new Unacceptable(
          "no codec in common: "
              + (allowed.isEmpty() ? "G.711, G.722 or Opus" : titles(allowed))
              + " is needed");
    }
    return formats.stream()
        .filter(format -> allowed.isEmpty() && format.codec().law() != null)
        .findFirst()
        .orElse(formats.getFirst());
  }

  private static String titles(List<Codec> codecs) {
    return codecs.stream().map(Codec::title).collect(Collectors.joining(" or "));
  }

  /** What the description that was taken says of packets. */
  void packets(PacketTime wanted) {
    theirs = new Spoken(theirs.codecs(), theirs.opus(), wanted);
  }

  private void take(List<Format> formats, Format chosen) {
    String opus =
        formats.stream()
            .filter(each -> each.codec() == Codec.OPUS)
            .map(Format::parameters)
            .findFirst()
            .orElse("");
    theirs =
        new Spoken(formats.stream().map(Format::codec).distinct().toList(), opus, theirs.packets());
    agreed = chosen.codec();
    for (Format each : formats.reversed()) {
      types.put(each.codec(), each.type());
    }
    types.put(chosen.codec(), chosen.type());
  }

  /** What a received payload type means: as they say, else as we said. */
  List<Session.Kind> kinds(Stream stream) {
    List<Format> formats = stream.codecs();
    List<Events> theirEvents = stream.events();
    Session.Kind[] kinds = new Session.Kind[TYPES];
    Arrays.fill(kinds, Session.Kind.NOTHING);
    types.forEach((codec, type) -> kinds[type] = Session.Kind.of(codec));
    events.values().forEach(type -> kinds[type] = Session.Kind.EVENT);
    formats.forEach(each -> kinds[each.type()] = Session.Kind.of(each.codec()));
    theirEvents.forEach(each -> kinds[each.type()] = Session.Kind.EVENT);
    renumber(formats, theirEvents);
    return Arrays.asList(kinds);
  }

  /** Theirs are kept; ours step aside. */
  private void renumber(List<Format> formats, List<Events> theirEvents) {
    Set<Integer> taken = new LinkedHashSet<>();
    formats.forEach(each -> taken.add(each.type()));
    theirEvents.forEach(each -> taken.add(each.type()));
    for (Events each : theirEvents.reversed()) {
      events.put(each.clock(), each.type());
    }
    for (Codec codec : Codec.values()) {
      if (!theirs.codecs().contains(codec)) {
        types.put(codec, free(number(types, codec), taken));
      }
    }
    for (Map.Entry<Integer, Integer> each : events.entrySet()) {
      boolean own = theirEvents.stream().noneMatch(event -> event.clock() == each.getKey());
      if (own) {
        each.setValue(free(each.getValue(), taken));
      }
    }
  }

  private static int free(int wanted, Set<Integer> taken) {
    int type = wanted;
    for (int i = FIRST_DYNAMIC; i < TYPES && !taken.add(type); i++) {
      type = i;
    }
    return type;
  }

  /** The events that go with the codec's clock, else any. */
  @Nullable Events events(List<Events> offered, Codec codec) {
    List<Events> order = new ArrayList<>(offered);
    order.sort((a, b) -> Boolean.compare(a.clock() != codec.clock, b.clock() != codec.clock));
    return order.isEmpty() ? null : order.getFirst();
  }
}
