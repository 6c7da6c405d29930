package org.meterline.telephony.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.meterline.telephony.Reached;
import org.meterline.telephony.media.FuzzedLeg;

/** What a {@link FuzzedPhone} describes, and the far ends that it describes. */
final class FuzzedSessions implements AutoCloseable {
  private final Random random;
  private final Reached reached;
  private final List<FuzzedLeg> legs = new ArrayList<>();

  FuzzedSessions(Random random, Reached reached) {
    this.random = random;
    this.reached = reached;
  }

  /** The far end of another leg. */
  FuzzedLeg open() {
    FuzzedLeg.Kind[] kinds = FuzzedLeg.Kind.values();
    var leg =
        new FuzzedLeg(kinds[random.nextInt(kinds.length)], new Random(random.nextLong()), reached);
    legs.add(leg);
    return leg;
  }

  void close(FuzzedLeg leg) {
    leg.close();
    legs.remove(leg);
  }

  List<Integer> ports() {
    return legs.stream().flatMap(leg -> leg.ports().stream()).toList();
  }

  /** One that nothing protects. */
  String plain(int port) {
    return ("v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\n"
            + "m=audio "
            + port
            + " RTP/AVP 8 0 101\na=rtpmap:101 telephone-event/8000\na=ptime:20\na=sendrecv\n")
        .replace("\n", "\r\n");
  }

  /** Held, of other codecs, with another stream, restarted: whatever descriptions may become. */
  String varied(String sdp) {
    return switch (random.nextInt(10)) {
      case 0 -> sdp.replace("a=sendrecv", "a=sendonly");
      case 1 -> sdp.replace("a=sendrecv", "a=inactive");
      case 2 -> sdp.replace("c=IN IP4 127.0.0.1", "c=IN IP4 0.0.0.0");
      case 3 -> sdp + "m=video 9 RTP/AVP 96\r\na=rtpmap:96 VP8/90000\r\n";
      case 4 -> sdp.replaceFirst("m=audio \\d+", "m=audio 0");
      case 5 -> sdp.replaceFirst(" 0 8 9 111 101| 8 0 101", " 111");
      case 6 -> sdp.replace("a=ice-ufrag:them", "a=ice-ufrag:them" + random.nextInt(9));
      case 7 -> sdp.replaceFirst("(?s)a=(crypto|fingerprint):[^\r]*\r\n", "");
      default -> sdp;
    };
  }

  @Override
  public void close() {
    legs.forEach(FuzzedLeg::close);
    legs.clear();
  }
}
