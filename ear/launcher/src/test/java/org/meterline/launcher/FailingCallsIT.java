package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Phone;

/** What goes wrong has its answer to the caller and its line in the call's record. */
class FailingCallsIT extends WholeProductTest {
  private final Harbour harbour = new Harbour(meterline());

  @Test
  void programsThatFail() throws Exception {
    harbour.program("5911", null);
    harbour.program("5912", "#!/no/such/interpreter\n");
    harbour.program("5913", "#!/bin/sh\necho out of paper >&2\nexit 3\n");
    harbour.program(
        "5914",
        "#!/bin/sh\necho Lorem ipsum\necho dolor sit >&2\nwhile read -r l; do echo $l; done\n");
    harbour.program("5915", "#!/bin/sh\nexec sleep 100\n");

    refused("5911", false, "");
    refused("5912", true, "");
    assertEquals("3", refused("5913", true, "out of paper").path("exitStatus").asText());
    refused("5914", true, "");
    refused("5915", true, "");
  }

  /** Calls; the refusal is what the record says. Answers the program's run. */
  private JsonNode refused(String number, boolean ran, String errors) throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    try (Phone phone = harbour.phone(customer)) {
      Dialog call = phone.call(number);
      System.out.printf("  %s: %s, %s%n", number, call.ending(), call.reason());
      assertTrue(call.status() >= 400, number + ": " + call.status());
      JsonNode record = onRecord(customer, call);
      assertEquals(ran ? 1 : 0, record.path("programRuns").size(), record::toString);
      JsonNode run = record.path("programRuns").path(0);
      assertTrue(run.path("standardError").asText().contains(errors), run::toString);
      assertTrue(!ran || !run.path("ending").asText().isBlank(), run::toString);
      assertEquals(0, harbour.purse(customer.wallet()).held().signum());
      return run;
    }
  }

  private JsonNode onRecord(Harbour.Customer customer, Dialog call) throws Exception {
    JsonNode record = harbour.records(customer.user(), 1).getFirst();
    assertEquals(call.status(), record.path("sipStatus").asInt(), record::toString);
    assertTrue(!record.path("reason").asText().isBlank(), record::toString);
    assertTrue(
        call.reason().contains(record.path("reason").asText()),
        () -> call.reason() + " is not what the record says: " + record);
    return record;
  }

  @Test
  void numbersThatLeadNowhere() throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    try (Phone phone = harbour.phone(customer)) {
      Dialog unknown = phone.call("5999");
      assertEquals(404, unknown.status(), unknown.reason());
      onRecord(customer, unknown);
    }
    Harbour.Customer other = harbour.customer("1");
    try (Phone phone = harbour.phone(other)) {
      Dialog busy = phone.call("+33123456486");
      assertEquals(486, busy.status(), busy.reason());
      onRecord(other, busy);
      assertEquals(0, harbour.purse(other.wallet()).balance().compareTo(other.paidIn()));
    }
    Harbour.Customer third = harbour.customer("1");
    try (Phone phone = harbour.phone(third)) {
      Dialog down = phone.call("+33123456503");
      assertTrue(down.status() >= 500, down.reason());
      onRecord(third, down);
      assertEquals(0, harbour.purse(third.wallet()).balance().compareTo(third.paidIn()));
    }
  }

  @Test
  void aTrunkThatIsSilent() throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    try (DatagramSocket deaf = meterline().silenceTrunk();
        Phone phone = harbour.phone(customer)) {
      assertTrue(deaf.isBound());
      Dialog down = phone.call("+33123456700");
      assertTrue(down.status() >= 408, down.reason());
      onRecord(customer, down);
      assertEquals(0, harbour.purse(customer.wallet()).balance().compareTo(customer.paidIn()));
    } finally {
      meterline().startTrunk();
    }
  }

  @Test
  void whatIsNoCallGetsAnAnswerAndNoRecord() throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    try (Phone right = harbour.phone(customer);
        Phone wrong = meterline().phone(customer.user(), "harbour.example", "not-it")) {
      int registered = wrong.register(Duration.ofMinutes(1));
      assertTrue(registered == 401 || registered == 403, "REGISTER: " + registered);
      int called = wrong.call("102").status();
      assertTrue(called == 407 || called == 403, "INVITE: " + called);

      assertTrue(malformed().startsWith("SIP/2.0 400 "));

      assertEquals(404, right.call("5999").status());
      assertEquals(1, harbour.records(customer.user(), 1).size());
    }
  }

  /** The answer to an INVITE whose CSeq is none. */
  private static String malformed() throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      String text =
          String.join(
              "\r\n",
              "INVITE sip:102@harbour.example SIP/2.0",
              "Via: SIP/2.0/UDP 127.0.0.1:" + socket.getLocalPort() + ";branch=z9hG4bKbad1",
              "Max-Forwards: 70",
              "From: <sip:101@harbour.example>;tag=1",
              "To: <sip:102@harbour.example>",
              "Call-ID: malformed-1",
              "CSeq: none INVITE",
              "Content-Length: 0",
              "",
              "");
      byte[] request = text.getBytes(StandardCharsets.UTF_8);
      socket.setSoTimeout(500);
      DatagramPacket answer = new DatagramPacket(new byte[4_096], 4_096);
      for (int i = 0; i < 40; i++) { // as phones repeat it
        socket.send(new DatagramPacket(request, request.length, meterline().sip()));
        try {
          socket.receive(answer);
          return new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8);
        } catch (SocketTimeoutException e) {
          // Again.
        }
      }
      throw new AssertionError("no answer");
    }
  }
}
