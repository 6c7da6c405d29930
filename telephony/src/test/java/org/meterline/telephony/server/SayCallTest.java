package org.meterline.telephony.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallId;
import org.meterline.telephony.call.Destination;
import org.meterline.telephony.call.Domain;
import org.meterline.telephony.call.Outcome;
import org.meterline.telephony.call.SoundVerb;
import org.meterline.telephony.call.Verb.End.Side;
import org.meterline.telephony.speech.Saying;

/**
 * What a phone written elsewhere hears of what is said by verbs, and by a program with the library
 * Asterisk::AGI: each word is compared with its prompt.
 */
class SayCallTest {
  private static final String PROGRAM =
      """
      #!/usr/bin/perl
      use strict;
      use Asterisk::AGI;
      $SIG{HUP} = sub { exit 0 };
      my $agi = Asterisk::AGI->new;
      my %input = $agi->ReadParse();
      $agi->answer();
      print STDERR "$input{language}";
      $agi->exec('Wait', 1);
      $agi->set_variable('CHANNEL(language)', 'de');
      print STDERR ' ', $agi->get_variable('CHANNEL(language)');
      print STDERR ' ', $agi->say_number(-21);
      print STDERR ' ', $agi->say_digits(12);
      print STDERR ' ', $agi->say_alpha('ab');
      print STDERR ' ', $agi->say_phonetic('a');
      print STDERR ' ', $agi->say_time(@AT@);
      $agi->set_variable('CHANNEL(language)', 'en');
      print STDERR ' ', $agi->say_date(@AT@);
      print STDERR ' ', $agi->say_datetime(0, '#', '"ABdY IMp"', 'Europe/Berlin');
      print STDERR ' ', $agi->exec('eSpeak', '"Guten Tag und auf Wiederhören,,de"');
      print STDERR ' ', $agi->exec('eSpeak', '"Good bye."');
      print STDERR ' ', $agi->wait_for_digit(30000);
      """;

  /** What such a program says, by the server's time zone. */
  private static final LocalDateTime AT = LocalDateTime.of(2026, 3, 3, 14, 30);

  /** What each thing is in prompts: the English ones, and the German ones. */
  private static final List<Said> SAID =
      List.of(
          new Said(
              new Saying.Cardinal(new BigDecimal("-112.5"), Saying.Gender.COUNTED),
              "words/minus digits/1 words/hundred words/and words/twelve words/point digits/5",
              "words/minus words/ein words/hundert words/zwoelf words/komma digits/5"),
          new Said(
              new Saying.Ordinal(21), "words/twenty words/first", "words/einund words/zwanzigste"),
          new Said(
              new Saying.Digits("70#"),
              "digits/7 digits/0 digits/pound",
              "digits/7 digits/0 digits/pound"),
          new Said(
              new Saying.Letters("Ab-9"),
              "letters/a letters/b words/dash digits/9",
              "letters/a letters/b words/strich digits/9"),
          new Said(new Saying.Phonetic("mx"), "phonetic/m phonetic/x", "phonetic/m phonetic/x"),
          new Said(
              new Saying.Date(AT.toLocalDate()),
              "words/the words/third words/of words/march words/twenty words/twenty digits/6",
              "words/der words/dritte words/maerz digits/2 words/tausend words/sechsund"
                  + " words/zwanzig"),
          new Said(
              new Saying.Time(AT.toLocalTime()),
              "words/fourteen words/thirty",
              "words/vierzehn words/uhr words/dreissig"),
          new Said(
              new Saying.Length(Duration.ofSeconds(90)),
              "digits/1 words/minute words/thirty words/seconds",
              "words/eine words/minute words/dreissig words/sekunden"),
          new Said(
              new Saying.Money(new BigDecimal("1.50"), Currency.getInstance("EUR")),
              "digits/1 words/euro words/and words/fifty words/cents",
              "words/ein words/euro words/fuenfzig"));

  private record Said(Saying what, String english, String german) {
    String in(String language) {
      return language.equals("de") ? german : english;
    }
  }

  @TempDir private static Path folder;
  private static House house;

  @BeforeAll
  static void open() throws Exception {
    house = new House(folder);
    Path own = Files.createDirectories(folder.resolve("say"));
    Path file = Files.writeString(own.resolve("run"), program());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    house.program("520", file, Map.of());
    for (String number : List.of("600", "601")) {
      house.number(
          number, new Destination.Application(new Domain(House.DOMAIN), "Says " + number, true));
    }
  }

  private static String program() {
    long at = AT.atZone(ZoneId.systemDefault()).toEpochSecond();
    return PROGRAM.replace("@AT@", Long.toString(at));
  }

  @AfterAll
  static void close() throws Exception {
    house.close();
  }

  /** Each word in its place, and none of the other language. */
  @ParameterizedTest
  @Execution(ExecutionMode.CONCURRENT)
  @CsvSource({"en, de, 102, 600", "de, en, 103, 601"})
  void eachWordIsHeardInItsLanguage(String language, String other, String user, String number)
      throws Exception {
    short[] heard;
    List<Integer> began = new ArrayList<>();
    try (var phone = new Baresip(house, folder.resolve(user), user, "udp", 440)) {
      phone.dial(number);
      phone.await("CALL_ESTABLISHED", 1);
      phone.hearsMore(2_400);
      for (Said each : SAID) {
        began.add(phone.heard().length);
        say(number, new SoundVerb.Say(each.what(), language, null, "", Side.CALLER));
      }
      phone.hearsMore(2_400);
      phone.tell("hangup", "");
      heard = phone.heard();
    }
    var words = new HeardWords(heard, 0);
    for (int i = 0; i < SAID.size(); i++) {
      Said each = SAID.get(i);
      assertEquals("", words.missing(language, each.in(language)), each.what()::toString);
      String wrong = new HeardWords(heard, began.get(i)).missing(other, each.in(other));
      assertNotEquals("", wrong, each.what()::toString);
    }
    house.call(number);
  }

  private static void say(String number, SoundVerb.Say what) throws Exception {
    CallId call =
        house.facts.stream()
            .filter(f -> f instanceof CallFact.Began began && began.dialled().equals(number))
            .findFirst()
            .orElseThrow()
            .call();
    Outcome<?> outcome =
        house
            .engine
            .begin(call, what, Duration.ofSeconds(60))
            .orElseThrow()
            .get(60, TimeUnit.SECONDS);
    assertInstanceOf(Outcome.Done.class, outcome, outcome::toString);
  }

  @Test
  @Execution(ExecutionMode.CONCURRENT)
  void allOfAProgramIsHeard() throws Exception {
    short[] heard;
    try (var one = new Baresip(house, folder.resolve("one"), "101", "udp", 440)) {
      one.dial("520");
      one.await("CALL_ESTABLISHED", 1);
      one.hearsMore(22 * 8_000);
      one.tell("sndcode", "5");
      one.await("CALL_CLOSED", 1);
      heard = one.heard();
    }
    CallFact.ProgramEnded ended = House.only(house.call("520"), CallFact.ProgramEnded.class);
    assertEquals("en de 0 0 0 0 0 0 0 0 0 53", ended.standardError());
    var words = new HeardWords(heard, 0);
    // The library takes the sign off the number.
    String german =
        "words/einund words/zwanzig digits/1 digits/2 letters/a letters/b phonetic/a"
            + " words/vierzehn words/uhr words/dreissig";
    String english =
        "words/the words/third words/of words/march words/twenty words/twenty digits/6"
            + " words/thursday words/the words/first words/of words/january words/nineteen"
            + " words/seventy words/at digits/1 words/o-clock";
    assertEquals("", words.missing("de", german));
    assertEquals("", words.missing("en", english));
    // In tenths of a second with speech in them; what is said takes 17 s with its pauses.
    int spoken = spoken(heard);
    assertTrue(spoken > 100 && spoken < 190, spoken + " tenths of a second");
  }

  private static int spoken(short[] heard) {
    int spoken = 0;
    for (int at = 0; at + 800 <= heard.length; at += 800) {
      short[] part = java.util.Arrays.copyOfRange(heard, at, at + 800);
      spoken += Tones.level(part) > 300 ? 1 : 0;
    }
    return spoken;
  }
}
