package org.meterline.telephony.modem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.meterline.telephony.call.MovedClock;

class AtDialogueTest implements AtDialogue.Side {
  private final MovedClock clock = new MovedClock();
  private final AtDialogue dialogue = new AtDialogue(this, clock.time().timers());
  private final StringBuilder written = new StringBuilder();
  private final List<String> news = new ArrayList<>();
  private final List<String> replies = new ArrayList<>();
  private boolean silent;

  @Override
  public void write(String text) {
    written.append(text);
  }

  @Override
  public void news(AtLine line) {
    news.add(line.text());
  }

  @Override
  public void said(boolean sent, String text) {}

  @Override
  public void silent() {
    silent = true;
  }

  private void modem(String... lines) {
    for (String line : lines) {
      byte[] bytes = ("\r\n" + line + "\r\n").getBytes(StandardCharsets.US_ASCII);
      dialogue.received(bytes, bytes.length);
    }
  }

  private void ask(AtCommand command) {
    dialogue.ask(
        command,
        reply -> {
          List<String> lines = reply.lines().stream().map(AtLine::text).toList();
          replies.add(command.text() + " " + reply.ending() + " " + lines);
        });
  }

  private String written() {
    String all = written.toString();
    written.setLength(0);
    return all;
  }

  private void passes(Duration time) {
    clock.advance(time, () -> {});
  }

  @BeforeEach
  void begin() {
    dialogue.begin();
    assertEquals("\u001bAT\r", written());
    modem("OK");
  }

  @Test
  void oneAfterTheOther() {
    ask(AtCommand.ask("AT+CSQ", "+CSQ"));
    ask(AtCommand.set("ATE0"));
    assertEquals("AT+CSQ\r", written());
    modem("+CSQ: 20,99", "OK");
    assertEquals("ATE0\r", written());
    modem("ERROR");
    assertEquals(List.of("AT+CSQ OK [+CSQ: 20,99]", "ATE0 REFUSED []"), replies);
  }

  @Test
  void whoFailsAtAReplyHoldsUpNobody() {
    dialogue.ask(
        AtCommand.set("AT+CLIP=1"),
        reply -> {
          throw new IllegalStateException("on purpose");
        });
    ask(AtCommand.set("ATE0"));
    assertThrows(IllegalStateException.class, () -> modem("OK"));
    modem("OK");
    assertEquals(List.of("ATE0 OK []"), replies);
  }

  @Test
  void newsInTheMiddleOfAReplyAreNews() {
    ask(AtCommand.ask("AT+CREG?", "+CREG"));
    modem(
        "RING", "+CREG: 5", "+CREG: 2,1,\"00C3\",\"0001\"", "NO CARRIER", "+CMTI: \"SM\",3", "OK");
    assertEquals(List.of("RING", "+CREG: 5", "NO CARRIER", "+CMTI: \"SM\",3"), news);
    assertEquals(List.of("AT+CREG? OK [+CREG: 2,1,\"00C3\",\"0001\"]"), replies);
    modem("+CREG: 1,\"00C3\",\"0001\",7");
    assertEquals("+CREG: 1,\"00C3\",\"0001\",7", news.getLast());
  }

  @Test
  void whatEndsADialIsItsReply() {
    ask(AtCommand.call("ATD+49301234567;"));
    modem("+CREG: 1", "BUSY");
    assertEquals(List.of("ATD+49301234567; REFUSED []"), replies);
    assertEquals(List.of("+CREG: 1"), news);
  }

  @Test
  void aLateAnswerIsDropped() {
    ask(AtCommand.ask("AT+CSQ", "+CSQ"));
    ask(AtCommand.ask("AT+COPS?", "+COPS"));
    passes(Duration.ofSeconds(5));
    assertEquals("AT+CSQ\rAT\r", written());
    modem("+CSQ: 9,99", "OK"); // late
    assertEquals("", written());
    modem("OK");
    assertEquals("AT+COPS?\r", written());
    modem("+COPS: 0,0,\"Harbour Mobile\"", "OK");
    assertEquals(
        List.of("AT+CSQ SILENT []", "AT+COPS? OK [+COPS: 0,0,\"Harbour Mobile\"]"), replies);
  }

  @Test
  void anAnswerThatNeverComesIsNotAwaitedForLong() {
    ask(AtCommand.set("AT+CHUP"));
    ask(AtCommand.ask("AT+CSQ", "+CSQ"));
    passes(Duration.ofSeconds(5));
    modem("OK"); // to AT; the other one is lost
    passes(AtDialogue.QUIET);
    assertEquals("AT+CHUP\rAT\rAT+CSQ\r", written());
    modem("OK"); // now it comes: no answer to what has a line of its own
    modem("+CSQ: 21,99", "OK");
    assertEquals(List.of("AT+CHUP SILENT []", "AT+CSQ OK [+CSQ: 21,99]"), replies);
  }

  @Test
  void silenceIsToldAtLast() {
    ask(AtCommand.set("AT+CHUP"));
    ask(AtCommand.set("ATE0"));
    passes(Duration.ofSeconds(5).plus(AtDialogue.SYNC.multipliedBy(AtDialogue.SYNC_TRIES)));
    assertTrue(silent);
    dialogue.close();
    assertEquals(List.of("AT+CHUP SILENT []", "ATE0 SILENT []"), replies);
  }

  @Test
  void whatIsUrgentAbortsADial() {
    ask(AtCommand.call("ATD110;"));
    ask(AtCommand.ask("AT+CLCC", "+CLCC"));
    dialogue.urgent(AtCommand.set("AT+CHUP"), reply -> replies.add("hung up " + reply.ending()));
    assertEquals("ATD110;\r\r", written());
    modem("NO CARRIER");
    assertEquals("AT+CHUP\r", written());
    modem("OK");
    assertEquals(List.of("ATD110; REFUSED []", "hung up OK"), replies);
    assertEquals("AT+CLCC\r", written());
  }

  @Test
  void aBodyIsSentOnceItIsAskedFor() {
    ask(AtCommand.send("AT+CMGS=19", "+CMGS", "0011"));
    modem("+CMTI: \"SM\",3");
    byte[] prompt = "\r\n> ".getBytes(StandardCharsets.US_ASCII);
    dialogue.received(prompt, prompt.length);
    assertEquals("AT+CMGS=19\r0011\u001a", written());
    modem("+CMGS: 12", "OK");
    assertEquals(List.of("AT+CMGS=19 OK [+CMGS: 12]"), replies);
  }

  @Test
  void aBodyThatIsNotTakenIsEscapedFrom() {
    ask(AtCommand.send("AT+CMGS=19", "+CMGS", "0011"));
    passes(Duration.ofSeconds(60));
    assertEquals("AT+CMGS=19\r\u001bAT\r", written());
  }
}
