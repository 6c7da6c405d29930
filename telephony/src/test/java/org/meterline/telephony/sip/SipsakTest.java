package org.meterline.telephony.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.meterline.telephony.sip.Exchange.DOMAIN;
import static org.meterline.telephony.sip.RawPhone.lines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** sipsak, a SIP peer written elsewhere, asks who is there, and asks badly. */
class SipsakTest {
  @TempDir private Path folder;
  private final Exchange exchange = new Exchange();

  @AfterEach
  void close() {
    exchange.close();
  }

  /** Runs it against the exchange; what it printed. It ends with 0 if a reply has the words. */
  private String ask(String words, String... more) throws IOException, InterruptedException {
    Path out = folder.resolve("out.txt");
    var command =
        new ArrayList<>(
            List.of(
                "sipsak",
                "-vvv",
                "-s",
                "sip:101@" + DOMAIN,
                "-p",
                "127.0.0.1:" + exchange.port(),
                "-q",
                words));
    command.addAll(List.of(more));
    Process sipsak =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertTrue(sipsak.waitFor(30, TimeUnit.SECONDS), "it ends");
    String text = Files.readString(out);
    assertEquals(0, sipsak.exitValue(), text);
    return text;
  }

  @Test
  void options() throws Exception {
    String told = ask("^SIP/2.0 200");
    assertTrue(told.contains("Allow: " + Wire.ALLOW), told);
  }

  @Test
  void malformed() throws Exception {
    Path message = folder.resolve("bad.sip");
    Files.writeString(
        message,
        lines(
            "OPTIONS sip:101@" + DOMAIN + " SIP/2.0",
            "From: <sip:102@" + DOMAIN + ">;tag=1",
            "To: <sip:101@" + DOMAIN + ">",
            "Call-ID: bad@sipsak",
            "CSeq: first OPTIONS",
            "Max-Forwards: 70",
            "Content-Length: 0",
            ""));
    String told =
        ask("Reason: SIP;cause=400;text=.CSeq cannot be read", "-f", message.toString(), "-L");
    assertTrue(told.contains("SIP/2.0 400 "), told);
    assertEquals(1, exchange.counters.malformed());
  }
}
