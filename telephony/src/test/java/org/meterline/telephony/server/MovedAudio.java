package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.Patience.until;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.meterline.telephony.codec.Law;
import org.meterline.telephony.sip.Sipp;

/**
 * A caller of sipp's moves its audio while it talks: to another port and codec by re-INVITE, to a
 * third port by UPDATE, back to the first codec by re-INVITE. It sends back what it hears, but for
 * the second port.
 */
final class MovedAudio {
  private static final int OWN = 1000;
  private static final int OTHER = 700;
  private static final int LOUD = 5_000;

  /** What an RTP packet begins with, in bytes. */
  private static final int RTP = 12;

  /** A few frames. */
  private static final int SHORT = 3_200;

  private static final Pattern CODECS = Pattern.compile("(?m)^m=audio [0-9]+ (.*)$");

  /** What we describe: in which answer, who it is from, its version, and the rest of it. */
  private static final Pattern DESCRIBED =
      Pattern.compile(
          "(?s)SIP/2.0 200 (?:(?!\\n\\n).)*?\\nCSeq: (\\d+) (?:(?!\\n\\n).)*\\n\\n"
              + "v=0\\no=- (\\d+) (\\d+) (.*?)\\n\\n");

  private MovedAudio() {}

  static void isHeardWhereItGoes(House house, Path folder) throws Exception {
    int first = Sipp.freePort();
    int third = first + 2; // it sends back what comes there, too
    try (var second = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        var called = new Baresip(house, folder.resolve("called"), "102", "udp", OWN);
        var moves =
            Sipp.scenario("uac-moves.xml")
                .to(house.port())
                .user("101", House.password("101"))
                .set("domain", House.DOMAIN)
                .set("to", "102")
                .set("second", Integer.toString(second.getLocalPort()))
                .set("third", Integer.toString(third))
                .option("-mi", "127.0.0.1", "-mp", Integer.toString(first), "-rtp_echo")
                .start()) {
      called.await("CALL_ESTABLISHED", 1);
      until("it hears itself", () -> Tones.hears(called, SHORT, OWN, OTHER, LOUD));
      until("the caller waits to be told", () -> told(moves).contains("CSeq: 2 ACK"));
      moves.goOn();
      assertTrue(Tones.loudest(muLaw(second, moves), OWN) > LOUD, "it is heard there");
      called.hearsNothing();
      moves.goOn();
      hearsItselfAgain(called);
      moves.goOn();
      until("the caller has another answer", () -> told(moves).contains("CSeq: 5 ACK"));
      hearsItselfAgain(called);
      called.tell("hangup", "");
      moves.succeeds(1);
      assertVersions(told(moves));
    }
  }

  private static void hearsItselfAgain(Baresip called) {
    called.hearsMore(2 * SHORT);
    until("it hears itself again", () -> Tones.hears(called, SHORT, OWN, OTHER, LOUD));
  }

  /** What comes there of PCMU, for a while. */
  private static short[] muLaw(DatagramSocket socket, Sipp caller) throws IOException {
    var packet = new DatagramPacket(new byte[1500], 1500);
    short[] heard = new short[SHORT];
    socket.setSoTimeout(60_000);
    for (int at = 0; at < SHORT; ) {
      try {
        socket.receive(packet);
      } catch (SocketTimeoutException e) {
        throw new AssertionError("nothing comes there: " + told(caller), e);
      }
      for (int i = RTP; (packet.getData()[1] & 0x7F) == 0 && i < packet.getLength(); i++) {
        heard[at % SHORT] = Law.PCMU.decode(packet.getData()[i]);
        at++;
      }
    }
    return heard;
  }

  private static String told(Sipp caller) {
    try {
      return caller.messages().replace("\r", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One session, whose version counts its changes and nothing else (RFC 3264, section 8). */
  private static void assertVersions(String messages) {
    // An answer may come again.
    var answers = new TreeMap<Integer, MatchResult>();
    DESCRIBED
        .matcher(messages)
        .results()
        .forEach(each -> answers.putIfAbsent(Integer.valueOf(each.group(1)), each));
    List<MatchResult> described = List.copyOf(answers.values());
    List<String> codecs = new ArrayList<>();
    for (int i = 0; i < described.size(); i++) {
      MatchResult now = described.get(i);
      Matcher spoken = CODECS.matcher(now.group(4));
      assertTrue(spoken.find(), messages);
      codecs.add(spoken.group(1));
      if (i > 0) {
        MatchResult before = described.get(i - 1);
        assertEquals(before.group(2), now.group(2), messages);
        long changes = before.group(4).equals(now.group(4)) ? 0 : 1;
        assertEquals(
            Long.parseLong(before.group(3)) + changes, Long.parseLong(now.group(3)), messages);
      }
    }
    assertEquals(List.of("RTP/AVP 8", "RTP/AVP 0", "RTP/AVP 0", "RTP/AVP 8"), codecs, messages);
  }
}
