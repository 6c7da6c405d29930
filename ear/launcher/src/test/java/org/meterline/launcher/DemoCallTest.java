package org.meterline.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoCallTest {
  private static JsonNode calls() throws JsonProcessingException {
    return new ObjectMapper()
        .readTree(
            """
            [{"id": "019ab-6", "caller": "101", "dialled": "500"},
             {"id": "019ab-5", "caller": "102", "dialled": "500"},
             {"id": "019ab-4", "caller": "101", "dialled": "500"},
             {"id": "019ab-3", "caller": "101", "dialled": "102"},
             {"id": "019ab-2", "caller": "101", "dialled": "500"}]
            """);
  }

  private static Optional<String> after(String before, String dialled)
      throws JsonProcessingException {
    return DemoCall.after(before, calls(), "101", dialled).map(call -> call.path("id").asText());
  }

  @Test
  void theReceiptIsOfOurCallWhoeverElseCalls() throws JsonProcessingException {
    assertEquals(Optional.of("019ab-4"), after("019ab-2", "500"));
    assertEquals(Optional.of("019ab-6"), after("019ab-5", "500"));
    assertEquals(Optional.empty(), after("019ab-6", "500"));
    assertEquals(Optional.empty(), after("019ab-3", "102"));
    assertEquals(Optional.of("019ab-2"), after("", "500"), "nobody has called before");
  }

  @Test
  void aRefusedCallIsSaidToBeOneWithStatusAndReason() {
    assertEquals(
        "The call was refused with 404 Not Found: no such extension or number.",
        new DemoCall.Seen(
                200,
                404,
                0,
                1,
                "404 Not Found",
                "SIP;cause=404;text=\"no such extension or number\"")
            .inWords());
    assertEquals(
        "The call was refused with 408 Request Timeout.",
        new DemoCall.Seen(200, 408, 0, 0, "408 Request Timeout", "").inWords());
    assertEquals(
        "200: heard 2.5 s of sound in 125 packets; hung up.",
        new DemoCall.Seen(200, 200, 2_500, 125, "hung up", "").inWords());
  }
}
