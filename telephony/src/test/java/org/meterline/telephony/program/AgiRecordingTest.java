package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** RECORD FILE and MixMonitor answer as Asterisk's do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgiRecordingTest {
  private Stage stage;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    stage = new Stage(folder);
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  @Test
  void whatEndedAMessageStandsInBrackets() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    call.press("#");
    assertEquals(
        List.of(
            "200 result=35 (dtmf) endpos=16000",
            "200 result=0 (timeout) endpos=16000",
            "200 result=0 (timeout) endpos=16000",
            "200 result=-1 (writefile)"),
        stage.replies(
            call,
            "RECORD FILE message wav #* 10000",
            "RECORD FILE message wav # -1 0 BEEP s=3",
            "RECORD FILE message wav # 5000 BEEP",
            "RECORD FILE message gsm # 5000"));
    assertEquals(3, call.log().size());
    assertTrue(
        call.log().get(0).contains("beep=false, longest=PT10S, silence=PT0S, stopOn=#*"),
        call.log().get(0));
    assertTrue(
        call.log().get(1).contains("beep=true, longest=PT12H, silence=PT3S, stopOn=#"),
        call.log().get(1));
    assertTrue(call.log().get(2).contains("beep=true, longest=PT5S"), call.log().get(2));
  }

  @Test
  void whoHangsUpHasLeftTheirMessage() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    call.hangUpInto(Duration.ofSeconds(1));
    assertEquals(
        List.of("200 result=-1 (hangup) endpos=8000"),
        stage.replies(call, "RECORD FILE message wav # 10000"));
  }

  @Test
  void aWholeCallIsMixedIntoOne() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    assertEquals(
        List.of(
            "200 result=0",
            "200 result=1 (00000000-0000-0001-0000-000000000002)",
            "200 result=0",
            "200 result=-1"),
        stage.replies(
            call,
            "EXEC MixMonitor call.wav,b",
            "GET VARIABLE MIXMONITOR_FILENAME",
            "EXEC StopMixMonitor",
            "EXEC MixMonitor"));
    assertTrue(call.log().getFirst().contains("end=null, stereo=false"), call.log().getFirst());
    assertEquals("recording STOP", call.log().get(1));
  }
}
