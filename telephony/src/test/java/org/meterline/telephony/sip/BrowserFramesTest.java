package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterProperty;

/** Whatever the frames of a browser are, those of others are taken as they were before. */
class BrowserFramesTest {
  private final Exchange exchange = new Exchange();

  @AfterProperty
  void stop() {
    assertEquals(0, exchange.counters.faults());
    exchange.close();
  }

  private PipeSocket open() {
    return new PipeSocket(exchange.sip.browsers(), Exchange.DOMAIN);
  }

  private static String request(String method) {
    return request(method, UUID.randomUUID().toString());
  }

  private static String request(String method, String callId) {
    String uri = "sip:" + Exchange.DOMAIN;
    return lines(
        method + " " + uri + " SIP/2.0",
        "Via: SIP/2.0/WSS x.invalid;branch=z9hG4bK" + UUID.randomUUID(),
        "Max-Forwards: 69",
        "To: <sip:101@" + Exchange.DOMAIN + ">",
        "From: <sip:101@" + Exchange.DOMAIN + ">;tag=t",
        "Call-ID: " + callId,
        "CSeq: 1 " + method,
        "Contact: <sip:q@x.invalid;transport=ws>",
        "");
  }

  /** Octets, and messages with octets in place of some of theirs. */
  @Provide
  Arbitrary<byte[]> frame() {
    Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(60);
    Arbitrary<byte[]> nearly =
        Combinators.combine(
                Arbitraries.of("OPTIONS", "REGISTER", "INVITE", "ACK", "CANCEL", "BYE", "X"),
                Arbitraries.integers().between(0, 400),
                Arbitraries.integers().between(0, 40),
                any)
            .as(
                (method, at, without, put) -> {
                  byte[] whole = request(method).getBytes(StandardCharsets.UTF_8);
                  int from = Math.min(at, whole.length);
                  var torn = new ByteArrayOutputStream();
                  torn.write(whole, 0, from);
                  torn.writeBytes(put);
                  int to = Math.min(from + without, whole.length);
                  torn.write(whole, to, whole.length - to);
                  return torn.toByteArray();
                });
    return Arbitraries.oneOf(any, nearly);
  }

  @Property(tries = 300)
  void noFrameEndsTheFlowOfAnother(
      @ForAll @Size(max = 20) List<@From("frame") byte[]> frames, @ForAll boolean binary) {
    try (var bad = open();
        var good = open()) {
      for (byte[] frame : frames) {
        if (binary) {
          bad.server.binary(frame);
        } else {
          bad.server.text(new String(frame, StandardCharsets.UTF_8));
        }
      }
      good.server.text(request("OPTIONS"));
      String answer = good.receive();
      assertTrue(answer.startsWith("SIP/2.0 200 "), answer);
      assertEquals("", good.closed);
      good.server.text("\r\n\r\n");
      assertEquals("\r\n", good.receive());
      if (bad.closed.isEmpty()) {
        // What is no message is passed over: the next one is taken.
        String last = UUID.randomUUID().toString();
        bad.server.text(request("OPTIONS", last));
        String next = bad.receive();
        while (!next.contains(last)) {
          next = bad.receive();
        }
        assertTrue(next.startsWith("SIP/2.0 200 "), next);
      }
    }
  }

  @Provide
  Arbitrary<String> blank() {
    return Arbitraries.strings().withChars("\r\n \t").ofMaxLength(12);
  }

  /** RFC 7118, section 6: nothing is said, and one empty line is the answer. */
  @Property(tries = 100)
  void emptyLinesKeepItAlive(@ForAll("blank") String frame, @ForAll boolean binary) {
    try (var browser = open()) {
      if (binary) {
        browser.server.binary(frame.getBytes(StandardCharsets.UTF_8));
      } else {
        browser.server.text(frame);
      }
      assertEquals("\r\n", browser.receive());
      assertEquals("", browser.closed);
    }
  }

  /** Whatever follows the head of a frame is its body, if it does not say how much is. */
  @Property(tries = 500)
  void aFrameIsOneMessage(@ForAll @Size(max = 80) byte[] body) {
    byte[] head = request("MESSAGE").getBytes(StandardCharsets.UTF_8);
    var frame = new ByteArrayOutputStream();
    frame.writeBytes(head);
    frame.writeBytes(body);
    byte[] alone = StreamFramer.alone(frame.toByteArray());
    List<byte[]> found = new ArrayList<>();
    var framer = new StreamFramer(Stack.LARGEST_MESSAGE);
    boolean useful =
        framer.take(
            alone,
            alone.length,
            new StreamFramer.Sink() {
              @Override
              public void message(byte[] message) {
                found.add(message);
              }

              @Override
              public void ping() {
                found.add(new byte[0]);
              }

              @Override
              public void endless(byte[] begun) {
                found.add(begun);
              }
            });
    assertTrue(useful && framer.between());
    assertEquals(1, found.size());
    assertArrayEquals(alone, found.getFirst());
    assertArrayEquals(body, Arrays.copyOfRange(alone, alone.length - body.length, alone.length));
    assertArrayEquals(alone, StreamFramer.alone(alone), "it is said once");
  }

  @Property(tries = 500)
  void noFrameIsTooOddToBeAMessage(@ForAll("frame") byte[] frame) {
    byte[] alone = StreamFramer.alone(frame);
    assertTrue(alone.length == frame.length || alone.length > frame.length + 18);
  }
}
