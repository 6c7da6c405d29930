package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.Verb;

/** What EXEC runs, and the variables it leaves behind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgiApplicationsTest {
  private Stage stage;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException, InterruptedException {
    stage = new Stage(folder);
  }

  @AfterAll
  void stop() {
    stage.close();
  }

  private static final String[] DIAL_VARIABLES = {
    "GET VARIABLE DIALSTATUS",
    "GET VARIABLE DIALEDPEERNUMBER",
    "GET VARIABLE DIALEDPEERNAME",
    "GET VARIABLE DIALEDTIME",
    "GET VARIABLE DIALEDTIME_MS",
    "GET VARIABLE ANSWEREDTIME",
    "GET VARIABLE ANSWEREDTIME_MS"
  };

  /** The result of EXEC Dial, and then what the variables hold that it sets. */
  private List<String> dial(MemoryCall call, String argument)
      throws IOException, InterruptedException {
    List<String> commands = new ArrayList<>(List.of("EXEC Dial \"" + argument + "\""));
    commands.addAll(List.of(DIAL_VARIABLES));
    return stage.replies(call, commands.toArray(String[]::new)).stream()
        .map(reply -> reply.replace("200 result=", ""))
        .toList();
  }

  private static List<String> unanswered(String result, String status) {
    return List.of(result, "1 (" + status + ")", "1 ()", "1 ()", "1 ()", "1 ()", "1 ()", "1 ()");
  }

  private static List<String> answered(String result, String number) {
    return List.of(
        result,
        "1 (ANSWER)",
        "1 (" + number + ")",
        "1 (PJSIP/102-0000002b)",
        "1 (9)",
        "1 (9250)",
        "1 (7)",
        "1 (7500)");
  }

  @Test
  void transferSendsOnWhoWasNotAnswered() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    assertEquals(
        List.of(
            "200 result=0",
            "200 result=1 (SUCCESS)",
            "200 result=0",
            "200 result=1 (FAILURE)",
            "200 result=0",
            "200 result=0",
            "200 result=1 (SUCCESS)",
            "200 result=0",
            "200 result=1 (FAILURE)",
            "200 result=0",
            "200 result=1 (UNSUPPORTED)"),
        stage.replies(
            call,
            "EXEC Transfer PJSIP/102",
            "GET VARIABLE TRANSFERSTATUS",
            "EXEC Transfer 999",
            "GET VARIABLE TRANSFERSTATUS",
            "ANSWER",
            "EXEC Transfer SIP/102",
            "GET VARIABLE TRANSFERSTATUS",
            "EXEC Transfer 103",
            "GET VARIABLE TRANSFERSTATUS",
            "EXEC Transfer modem",
            "GET VARIABLE TRANSFERSTATUS"));
    assertEquals(
        List.of(
            "redirect 102",
            "answer",
            "refer CALLER to 102",
            "note EXEC Transfer: 486 Busy",
            "note EXEC Transfer: it cannot"),
        call.log());
  }

  @Test
  void musicIsHeardWhileTheCallerWaits() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    assertEquals(
        List.of(
            "200 result=0",
            "200 result=0",
            "200 result=0",
            "200 result=0",
            "200 result=0",
            "200 result=0"),
        stage.replies(
            call,
            "ANSWER",
            "SET MUSIC ON default",
            "SET MUSIC OFF",
            "EXEC StartMusicOnHold",
            "EXEC StopMusicOnHold",
            "EXEC MusicOnHold default,0.02"));
    assertEquals(
        List.of("answer", "hold", "unhold", "hold", "unhold", "hold", "unhold"), call.log());
  }

  @Test
  void aHangUpHasACauseAndSoHasWhoWasDialled() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    assertEquals(
        List.of("200 result=1 (0)", "200 result=-1"),
        stage.replies(call, "GET VARIABLE HANGUPCAUSE", "EXEC Hangup BUSY"));
    assertEquals(List.of("hang up 486, cause 17"), call.log());
    MemoryCall other = new MemoryCall();
    assertEquals(List.of("200 result=-1"), stage.replies(other, "EXEC Hangup 42"));
    assertEquals(List.of("hang up 503, cause 42"), other.log());
    MemoryCall plain = new MemoryCall();
    assertEquals(List.of("200 result=-1"), stage.replies(plain, "EXEC Hangup whatever"));
    assertEquals(List.of("hang up"), plain.log());
  }

  @Test
  void aTextIsSpokenInItsLanguageUntilAKeyIsPressed() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    call.press("5");
    assertEquals(
        List.of("200 result=53", "200 result=0", "200 result=-1"),
        stage.replies(
            call,
            "EXEC eSpeak \"Hello there,any,en\"",
            "EXEC eSpeak \"\\\"Hello, you\\\",#\"",
            "EXEC eSpeak \"\""));
    assertEquals(List.of("say Text[text=Hello there]", "say Text[text=Hello, you]"), call.log());
  }

  @Test
  void whatThePhoneSystemOfACallerIsToldIsAVerbEach() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    assertEquals(
        List.of("200 result=0", "200 result=0", "200 result=0", "200 result=-1", "200 result=-2"),
        stage.replies(
            call,
            "EXEC Ringing",
            "EXEC Progress",
            "EXEC SendDTMF 12#a,250",
            "EXEC SendDTMF xyz",
            "EXEC Nonsense"));
    assertEquals("ring", call.log().get(0));
    assertEquals(List.of("progress", "digits 12#A"), call.log().subList(1, 3));
  }

  @Test
  void dialTellsWhoAnsweredAndForHowLong() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    assertEquals(answered("0", "102@office"), dial(call, "SIP/101&PJSIP/102@office,20,g"));
    assertEquals(answered("-1", "102"), dial(call, "102"));
    call.dialEndsWith(Verb.Dialled.unanswered("BUSY", 486, "Busy here"));
    assertEquals(unanswered("0", "BUSY"), dial(call, "PJSIP/+4930123456@trunk,20"));
    assertEquals(List.of("dial 101&102 20", "dial 102 180", "dial +4930123456 20"), call.log());
  }

  @Test
  void whatIsDialledUntilTheCallerHangsUpIsTold() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    call.hangUpInto(Duration.ZERO);
    assertEquals(answered("-1", "102"), dial(call, "PJSIP/102,,g"));
  }

  @Test
  void dialOnADeadChannelIsACancelledOne() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    assertEquals(
        List.of("200 result=1", "200 result=-1", "200 result=1 (CANCEL)"),
        stage.replies(call, "HANGUP", "EXEC Dial SIP/102", "GET VARIABLE DIALSTATUS"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SIP/ | -1 | INVALIDARGS
          SIP/102&PJSIP/,20 | -1 | INVALIDARGS
          SIP/102,20,S(5 | -1 | INVALIDARGS
          SIP/102,20,S(0) | -1 | INVALIDARGS
          SIP/102,20,L(x) | -1 | INVALIDARGS
          '' | 0 | CHANUNAVAIL
          ' & ,20' | 0 | CHANUNAVAIL
          """)
  void dialKnowsWhatMakesNoSense(String argument, String result, String status)
      throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    assertEquals(unanswered(result, status), dial(call, argument));
    assertEquals(List.of(), call.log());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SIP/102 | dial 102 180
          SIP/102@provider:5060,7.5 | dial 102 7
          SIP/provider/+4930123 | dial +4930123 180
          PJSIP/provider/sip:+4930123@a.example:5060,0 | dial +4930123 180
          Local/102@inside/n,9999 | dial 102 600
          SIP/101 & 102 &,20 | dial 101&102 20
          SIP/102,20^5,r | dial 102 20 ringing
          SIP/102,,gS(30)r(x)S() | dial 102 180 ringing for 30000
          SIP/102,,S(30)L(2500:1000:500) | dial 102 180 for 2500
          """)
  void dialReadsItsArgumentsAsAsteriskDoes(String argument, String dialled)
      throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    var _ = dial(call, argument);
    assertEquals(List.of(dialled), call.log());
  }

  @Test
  void optionsThatDoNothingAreNoted() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    assertEquals("0", dial(call, "SIP/102,20,tTgm(default)M(a(b),c)").getFirst());
    assertEquals(
        List.of("note EXEC Dial does nothing for the options tTmM", "dial 102 20"), call.log());
  }

  @Test
  void playbackOfNothingFailsBeforeAnythingElse() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    assertEquals(
        List.of("200 result=-1", "200 result=-1", "200 result=4", "200 result=0"),
        stage.replies(
            call,
            "EXEC Playback",
            "EXEC Playback \"\"",
            "CHANNEL STATUS",
            "GET VARIABLE PLAYBACKSTATUS"));
    assertEquals(List.of(), call.log());
  }

  @Test
  void playbackUntilTheCallerHangsUpHasNotFailed() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    call.hangUpInto(Duration.ofMillis(20));
    assertEquals(
        List.of("200 result=-1", "200 result=1 (SUCCESS)"),
        stage.replies(call, "EXEC Playback welcome", "GET VARIABLE PLAYBACKSTATUS"));
  }

  @Test
  void playbackTellsWhetherAllWasPlayed() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    assertEquals(
        List.of(
            "200 result=0",
            "200 result=1 (SUCCESS)",
            "200 result=0",
            "200 result=1 (FAILED)",
            "200 result=0"),
        stage.replies(
            call,
            "EXEC Playback welcome&goodbye",
            "GET VARIABLE PLAYBACKSTATUS",
            "EXEC Playback nothing",
            "GET VARIABLE PLAYBACKSTATUS",
            "EXEC WAIT 0.01"));
    assertTrue(call.log().contains("play welcome goodbye"));
  }
}
