package org.meterline.telephony.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The caller id and the variables of a channel, as programs see them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AgiVariablesTest {
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
  void callerIdIsReadAsItWasSet() throws IOException, InterruptedException {
    MemoryCall call = new MemoryCall();
    assertEquals(
        List.of(
            "200 result=1 (101)",
            "200 result=1 (Ada)",
            "200 result=1 (\"Ada\" <101>)",
            "200 result=1 ()",
            "200 result=1 (500)",
            "200 result=1",
            "200 result=1 (101)",
            "200 result=1",
            "200 result=1 (+4930555101)",
            "200 result=1 (Grace)",
            "200 result=0",
            "200 result=1 (+4930555101)",
            "200 result=1 (Grace)",
            "200 result=1",
            "200 result=1 (+4930555102)",
            "200 result=1 ()",
            "200 result=1",
            "200 result=1 (Joan \"J\" Clarke)",
            "200 result=1",
            "200 result=1 (\"Joan \"J\" Clarke\" <+4930555103>)",
            "200 result=1",
            "200 result=1 (\"Mary\" <+4930555104>)"),
        stage.replies(
            call,
            "GET VARIABLE CALLERID(num)",
            "GET VARIABLE CALLERID(name)",
            "GET VARIABLE CALLERID(all)",
            "GET VARIABLE CALLERID(rdnis)",
            "GET VARIABLE CALLERID(dnid)",
            "SET CALLERID",
            "GET VARIABLE CALLERID(num)",
            "SET CALLERID \"\\\"Grace\\\" <+49 30 555-101>\"",
            "GET VARIABLE CALLERID(number)",
            "GET VARIABLE CALLERID(name)",
            "SET CALLERID \"Eve <+12125550100>\"",
            "GET VARIABLE CALLERID(num)",
            "GET VARIABLE CALLERID(name)",
            "SET CALLERID \"(+49) 30-555.102\"",
            "GET VARIABLE CALLERID(num)",
            "GET VARIABLE CALLERID(name)",
            "SET VARIABLE CALLERID(name) \"Joan \\\"J\\\" Clarke\"",
            "GET VARIABLE CALLERID(name)",
            "SET VARIABLE CALLERID(num) +4930555103",
            "GET VARIABLE CALLERID(ALL)",
            "SET VARIABLE CALLERID(all) \"Mary <+4930555104>\"",
            "GET VARIABLE CALLERID(all)"));
    assertEquals(
        List.of(
            "caller id +4930555101, name Grace",
            "caller id +12125550100, name Eve",
            "caller id +4930555102, name ",
            "caller id null, name Joan \"J\" Clarke",
            "caller id +4930555103, name null",
            "caller id +4930555104, name Mary"),
        call.log());
  }

  @Test
  void variablesAreNamedAsAsteriskNamesThem() throws IOException, InterruptedException {
    assertEquals(
        List.of(
            "200 result=1",
            "200 result=1 (a)",
            "200 result=0",
            "200 result=1",
            "200 result=1 (b)",
            "200 result=1",
            "200 result=1 (c)",
            "200 result=1",
            "200 result=1 (500)",
            "200 result=1 (0)"),
        stage.replies(
            new MemoryCall(),
            "SET VARIABLE __ONE a",
            "GET VARIABLE ONE",
            "GET VARIABLE __ONE",
            "SET VARIABLE _ONE b",
            "GET VARIABLE ONE",
            "SET VARIABLE ___TWO c",
            "GET VARIABLE _TWO",
            "SET VARIABLE EXTEN 7",
            "GET VARIABLE EXTEN",
            "GET VARIABLE CALLINGPRES"));
  }

  @Test
  void variablesOfTheProgramAreThere() throws IOException, InterruptedException {
    assertEquals(
        List.of("200 result=1 (books)"),
        stage.replies(new MemoryCall(), Map.of("SHOP", "books"), "GET VARIABLE SHOP"));
  }
}
