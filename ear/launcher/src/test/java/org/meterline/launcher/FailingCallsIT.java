package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.meterline.launcher.phone.Dialog;
import org.meterline.launcher.phone.Phone;

/** What goes wrong has its answer to the caller and its line in the call's record. */
class FailingCallsIT extends WholeProductTest {
  private final Harbour harbour = new Harbour(meterline());

  /** Beside the others: it waits for a program that says nothing. */
  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void programsThatFail() throws Exception {
    harbour.program("5911", null);
    harbour.program("5912", "#!/no/such/interpreter\n");
    harbour.program("5913", "#!/bin/sh\necho out of paper >&2\nexit 3\n");
    harbour.program(
        "5914",
        "#!/bin/sh\necho Lorem ipsum\necho dolor sit >&2\nwhile read -r l; do echo $l; done\n");
    harbour.program("5915", "#!/bin/sh\nexec sleep 100\n");

    // Two are waited for: so they are called at once.
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<JsonNode> missing =
          threads.submit(() -> refused("5911", 404, "the program program 5911 has no version yet"));
      Future<JsonNode> lost =
          threads.submit(() -> refused("5912", 500, "The program failed with status 127"));
      Future<JsonNode> failed =
          threads.submit(() -> refused("5913", 500, "The program failed with status 3"));
      Future<JsonNode> rubbish =
          threads.submit(() -> refused("5914", 500, "What the program said was no command"));
      Future<JsonNode> silent =
          threads.submit(() -> refused("5915", 500, "The program gave no command in time"));
      assertTrue(missing.get().isMissingNode());
      assertEquals("exited", lost.get().path("ending").asText(), lost.get()::toString);
      assertEquals(3, failed.get().path("exitStatus").asInt(), failed.get()::toString);
      assertEquals("out of paper\n", failed.get().path("standardError").asText());
      assertEquals("rubbish", rubbish.get().path("ending").asText(), rubbish.get()::toString);
      assertEquals("dolor sit\n", rubbish.get().path("standardError").asText());
      assertEquals("silent", silent.get().path("ending").asText(), silent.get()::toString);
    }
  }

  /** Calls, is told so, and finds it on record. Answers the program's run. */
  private JsonNode refused(String number, int status, String reason) throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    try (Phone phone = harbour.phone(customer)) {
      JsonNode record = refused(customer, phone.call(number), status, reason);
      assertEquals(0, harbour.purse(customer.wallet()).held().signum());
      JsonNode runs = record.path("programRuns");
      assertTrue(runs.size() <= 1, runs::toString);
      return runs.path(0);
    }
  }

  /** The caller was told so, and so says the record, which it answers. */
  private JsonNode refused(Harbour.Customer customer, Dialog call, int status, String reason)
      throws Exception {
    assertEquals(status, call.status(), call::reason);
    assertEquals(reason(status, reason), call.reason());
    JsonNode record = harbour.records(customer.user(), 1).getFirst();
    assertEquals(status, record.path("sipStatus").asInt(), record::toString);
    assertEquals(reason, record.path("reason").asText(), record::toString);
    return record;
  }

  private static String reason(int status, String text) {
    return "SIP;cause=" + status + ";text=\"" + text + "\"";
  }

  @Test
  void numbersThatLeadNowhere() throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    try (Phone phone = harbour.phone(customer)) {
      JsonNode record = refused(customer, phone.call("5999"), 404, "no such extension or number");
      assertEquals("no-such-destination", record.at("/refusal/code").asText(), record::toString);
      assertEquals(record.at("/refusal"), record.at("/legs/0/refusal"));
      assertFalse(record.at("/refusal/retry").asBoolean(true), record::toString);
    }
    Harbour.Customer other = harbour.customer("1");
    try (Phone phone = harbour.phone(other)) {
      refused(other, phone.call("+33123456486"), 486, "Busy here");
      assertEquals(0, harbour.purse(other.wallet()).balance().compareTo(other.paidIn()));
    }
    Harbour.Customer third = harbour.customer("1");
    try (Phone phone = harbour.phone(third)) {
      refused(
          third,
          phone.call("+33123456503"),
          503,
          "No carrier took the call; the last one said: 503 Service unavailable");
      assertEquals(0, harbour.purse(third.wallet()).balance().compareTo(third.paidIn()));
    }
  }

  @Test
  void aTrunkThatIsSilent() throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    try (DatagramSocket deaf = meterline().silenceTrunk();
        Phone phone = harbour.phone(customer)) {
      assertTrue(deaf.isBound());
      refused(
          customer,
          phone.call("+33123456700"),
          503,
          "No carrier took the call; the last one did not answer in time");
      assertEquals(0, harbour.purse(customer.wallet()).balance().compareTo(customer.paidIn()));
    } finally {
      meterline().startTrunk();
    }
  }

  @Test
  void aWrongPassword() throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    try (Phone right = harbour.phone(customer);
        Phone wrong = meterline().phone(customer.user(), "harbour.example", "not-it")) {
      assertEquals(403, wrong.register(Duration.ofMinutes(1)));
      assertEquals(reason(403, "Not with this password"), wrong.reason());
      JsonNode record = refused(customer, wrong.call("102"), 403, "Not with this password");
      assertEquals("102", record.path("dialled").asText());
      assertEquals(0, record.path("legs").size());
      assertTrue(Harbour.rung(record, "INVITE sip:102@harbour.example") >= 0, record::toString);
      assertTrue(Harbour.rung(record, "403") >= 0, record::toString);
      assertTrue(!record.toString().contains("response="), record::toString);

      // Who has the password is served as ever.
      assertEquals(404, right.call("5999").status());
      JsonNode next = harbour.records(customer.user(), 2).getFirst();
      assertEquals(404, next.path("sipStatus").asInt(), next::toString);
    }
  }

  @Test
  void malformedMessages() throws Exception {
    Harbour.Customer customer = harbour.customer("1");
    String answer = malformed(customer.user());
    assertTrue(answer.startsWith("SIP/2.0 400 "), answer);
    assertTrue(answer.contains("Reason: " + reason(400, "CSeq cannot be read")), answer);
    JsonNode record = harbour.records(customer.user(), 1).getFirst();
    assertEquals(400, record.path("sipStatus").asInt(), record::toString);
    assertEquals("CSeq cannot be read", record.path("reason").asText());
    assertEquals("102", record.path("dialled").asText());
    JsonNode sent = record.path("ladder").path(0);
    assertEquals("INVITE sip:102@harbour.example", sent.path("title").asText(), record::toString);
    assertTrue(sent.path("detail").asText().contains("CSeq: none INVITE"), record::toString);
  }

  /** The answer to an INVITE whose CSeq is none. */
  private static String malformed(String user) throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      String text =
          String.join(
              "\r\n",
              "INVITE sip:102@harbour.example SIP/2.0",
              "Via: SIP/2.0/UDP 127.0.0.1:" + socket.getLocalPort() + ";branch=z9hG4bKbad1",
              "Max-Forwards: 70",
              "From: <sip:" + user + "@harbour.example>;tag=1",
              "To: <sip:102@harbour.example>",
              "Call-ID: malformed-" + user,
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
