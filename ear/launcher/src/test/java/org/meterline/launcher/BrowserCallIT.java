package org.meterline.launcher;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Web pages talk with phones and with each other, by the libraries that web sites use. {@link
 * SecondStartIT} has it with rtpengine in between.
 */
class BrowserCallIT extends WholeProductTest {
  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static TalkingPages pages;

  @BeforeAll
  static void start() throws Exception {
    pages = new TalkingPages(meterline(), folder);
  }

  @AfterAll
  static void stop() {
    pages.close();
  }

  @ParameterizedTest
  @CsvSource({"with-jssip, with-jssip", "with-jssip, with-sip.js", "with-sip.js, with-jssip"})
  void twoPagesHearEachOther(String calls, String called) throws Exception {
    pages.hearEachOther(calls, called);
  }

  /** One phone talks plainly, the other takes protected media alone. */
  @ParameterizedTest
  @CsvSource({"with-jssip, audio_codecs=PCMA/8000/1", "with-sip.js, mediaenc=srtp-mand"})
  void aPageAndAPhoneTalkWhoeverCalls(String library, String phones) throws Exception {
    pages.talkWithAPhone(library, phones);
  }

  @ParameterizedTest
  @ValueSource(strings = {"with-jssip", "with-sip.js"})
  void aPageTransfersAPhone(String library) throws Exception {
    pages.transfer(library);
  }

  @ParameterizedTest
  @ValueSource(strings = {"with-jssip", "with-sip.js"})
  void aPageJoinsTwoPhones(String library) throws Exception {
    pages.join(library);
  }

  @ParameterizedTest
  @ValueSource(strings = {"with-jssip", "with-sip.js"})
  void aPageAndACarrierTalkWhoeverCalls(String library) throws Exception {
    pages.talkOverTheTrunk(library);
  }

  @Test
  void aPageCallsOutside() throws Exception {
    pages.callOutside();
  }
}
