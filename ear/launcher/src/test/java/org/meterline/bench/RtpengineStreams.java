package org.meterline.bench;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.meterline.launcher.Rtpengine;

/** A real rtpengine, without its kernel module, that joins pairs of plain streams. */
final class RtpengineStreams implements AutoCloseable {
  private static final InetAddress HERE = InetAddress.ofLiteral("127.0.0.1");
  private static final Pattern AUDIO = Pattern.compile("m=audio (\\d+)");

  private final Rtpengine rtpengine = new Rtpengine();
  private final DatagramSocket control;
  private final List<DatagramChannel> ends = new ArrayList<>();

  RtpengineStreams() throws IOException, InterruptedException {
    control = new DatagramSocket(0, HERE);
    control.connect(rtpengine.control());
    control.setSoTimeout(5_000);
  }

  /** Adds two ends that hear each other. */
  void join(String call, Streams streams) throws IOException {
    DatagramChannel one = DatagramChannel.open().bind(new InetSocketAddress(HERE, 0));
    DatagramChannel other = DatagramChannel.open().bind(new InetSocketAddress(HERE, 0));
    ends.addAll(List.of(one, other));
    InetSocketAddress forOther = ask("offer", call, one, Map.of());
    InetSocketAddress forOne = ask("answer", call, other, Map.of("to-tag", "other"));
    streams.add(one, forOne, 8);
    streams.add(other, forOther, 8);
  }

  private InetSocketAddress ask(
      String command, String call, DatagramChannel end, Map<String, String> more)
      throws IOException {
    int port = ((InetSocketAddress) end.getLocalAddress()).getPort();
    Map<String, String> parts = new TreeMap<>(more);
    parts.put("command", command);
    parts.put("call-id", call);
    parts.put("from-tag", "one");
    parts.put("ICE", "remove");
    parts.put(
        "sdp",
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio "
            + port
            + " RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n");
    StringBuilder text = new StringBuilder().append(Rtpengine.cookie()).append(" d");
    parts.forEach((key, value) -> text.append(bencoded(key)).append(bencoded(value)));
    byte[] request = text.append('e').toString().getBytes(StandardCharsets.US_ASCII);
    DatagramPacket answer = new DatagramPacket(new byte[8192], 8192);
    control.send(new DatagramPacket(request, request.length));
    control.receive(answer);
    String told = new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII);
    Matcher audio = AUDIO.matcher(told);
    if (!audio.find()) {
      throw new IOException("rtpengine says " + told);
    }
    return new InetSocketAddress(HERE, Integer.parseInt(audio.group(1)));
  }

  private static String bencoded(String text) {
    return text.length() + ":" + text;
  }

  @Override
  public void close() throws IOException {
    for (DatagramChannel each : ends) {
      each.close();
    }
    control.close();
    rtpengine.close();
  }
}
