package org.meterline.telephony.ice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A lite agent and what is asked of it. */
class IceAgentTest {
  private static final InetSocketAddress FROM =
      new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 32_853);
  private static final InetSocketAddress FROM6 =
      new InetSocketAddress(InetAddress.ofLiteral("2001:db8:1234:5678:11:2233:4455:6677"), 32_853);

  private final IceCredentials own = IceCredentials.random(new Random(1));
  private final IceAgent agent = new IceAgent(own);

  private IceAgent.Outcome take(byte[] datagram) {
    return agent.take(datagram, FROM).orElseThrow();
  }

  private static StunMessage answer(IceAgent.Outcome outcome) {
    byte[] answer = outcome.answer();
    assertNotNull(answer);
    return StunMessage.parse(answer).orElseThrow();
  }

  private static int code(StunMessage message) {
    byte[] value = message.value(StunMessage.ERROR_CODE);
    assertNotNull(value);
    return 100 * value[2] + value[3];
  }

  @Test
  void aCheckIsAnsweredWithWhereItCameFrom() {
    byte[] check = StunRequest.check(own, "them");
    IceAgent.Outcome outcome = take(check);
    assertTrue(outcome.passed() && outcome.nominated());
    StunMessage answer = answer(outcome);
    assertEquals(StunMessage.BINDING_SUCCESS, answer.type);
    assertTrue(answer.isSignedWith(own.password()));
    assertEquals(ByteBuffer.wrap(check).getInt(8), answer.transactionWord(0));
    // As in RFC 5769, section 2.2, which has the same address.
    assertArrayEquals(
        new byte[] {0, 1, (byte) 0xa1, 0x47, (byte) 0xe1, 0x12, (byte) 0xa6, 0x43},
        answer.value(StunMessage.XOR_MAPPED_ADDRESS));
    StunMessage six = answer(agent.take(check, FROM6).orElseThrow());
    byte[] value = six.value(StunMessage.XOR_MAPPED_ADDRESS);
    assertNotNull(value);
    assertEquals(20, value.length);
    assertEquals(0x2001_0db8 ^ StunMessage.MAGIC, ByteBuffer.wrap(value).getInt(4));
  }

  @Test
  void withoutNominationItOnlyPasses() {
    IceAgent.Outcome outcome =
        take(new StunRequest().user(own.fragment() + ":x").signed(own.password()));
    assertTrue(outcome.passed());
    assertFalse(outcome.nominated());
  }

  @Test
  void strangersAreRefused() {
    refused(400, new StunRequest().unsigned());
    refused(400, new StunRequest().user(own.fragment() + ":x").unsigned());
    refused(401, new StunRequest().user(own.fragment() + ":x").signed("wrong"));
    refused(401, new StunRequest().user("other:x").signed(own.password()));
    refused(401, new StunRequest().user(own.fragment()).signed(own.password()));
  }

  private void refused(int code, byte[] request) {
    IceAgent.Outcome outcome = take(request);
    assertFalse(outcome.passed());
    assertEquals(code, code(answer(outcome)));
  }

  @Test
  void whatMustBeUnderstoodAndIsNotIsNamed() {
    refused(
        420,
        new StunRequest()
            .user(own.fragment() + ":x")
            .with(0x7777, new byte[3])
            .signed(own.password()));
  }

  @Test
  void aControlledOneIsToldToControl() {
    refused(
        487,
        new StunRequest()
            .user(own.fragment() + ":x")
            .with(StunMessage.ICE_CONTROLLED, new byte[8])
            .signed(own.password()));
  }

  @Test
  void afterARestartTheOldOnesCountUntilTheNewOnesAreUsed() {
    IceCredentials fresh = IceCredentials.random(new Random(2));
    byte[] old = StunRequest.check(own, "them");
    agent.restart(fresh);
    assertTrue(take(old).passed());
    assertTrue(take(StunRequest.check(fresh, "them")).passed());
    refused(401, old);
  }

  @Test
  void whatIsNoRequestIsNotAnswered() {
    assertTrue(agent.take(new byte[] {0, 1, 0, 0}, FROM).isEmpty());
    byte[] answer = take(StunRequest.check(own, "them")).answer();
    assertNotNull(answer);
    assertTrue(agent.take(answer, FROM).isEmpty());
  }
}
