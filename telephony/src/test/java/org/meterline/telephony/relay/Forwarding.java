package org.meterline.telephony.relay;

import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.meterline.telephony.media.Sdp;

/** Has rtpengine forward between two far ends, with nothing of ours between, for comparison. */
public final class Forwarding implements AutoCloseable {
  private final NgClient client;

  public Forwarding(InetSocketAddress ng) throws SocketException {
    client = new NgClient(ng, new Random());
  }

  /** What either end is told of the other. */
  public record Joined(Sdp toOne, Sdp toOther) {}

  /** Joins two ends, of which the first may be protected by keys in its description. */
  public Joined join(String call, Sdp one, Sdp other) throws Exception {
    Map<String, Object> parts = new HashMap<>(FarWay.PLAIN.flags);
    parts.put("transport-protocol", FarWay.PLAIN.protocol);
    Sdp toOther = ask("offer", call, parts, one);
    Sdp toOne = ask("answer", call, Map.of("to-tag", "other"), other);
    return new Joined(toOne, toOther);
  }

  private Sdp ask(String command, String call, Map<String, Object> more, Sdp sdp) throws Exception {
    Map<String, Object> parts = new HashMap<>(more);
    parts.put("call-id", call);
    parts.put("from-tag", "one");
    parts.put("sdp", sdp.text());
    parts.put("replace", List.of("origin", "session-connection"));
    return new Sdp(String.valueOf(client.ask(command, parts).get("sdp")));
  }

  @Override
  public void close() {
    client.close();
  }
}
