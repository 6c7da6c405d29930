package org.meterline.telephony.speech;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.telephony.media.MediaPlane;
import org.meterline.telephony.speech.Saying.Gender;

/** What is said of things, in writing, and that there is a prompt for each piece of it. */
class SpellerTest {
  private static String said(String language, Saying what) {
    return Speller.text(Speller.of(language).spell(what));
  }

  private static Saying number(String value) {
    return new Saying.Cardinal(new BigDecimal(value), Gender.COUNTED);
  }

  private static Saying money(String amount, String currency) {
    return new Saying.Money(new BigDecimal(amount), Currency.getInstance(currency));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | zero | null",
        "1 | one | eins",
        "7 | seven | sieben",
        "12 | twelve | zwölf",
        "16 | sixteen | sechzehn",
        "17 | seventeen | siebzehn",
        "20 | twenty | zwanzig",
        "21 | twenty-one | einundzwanzig",
        "67 | sixty-seven | siebenundsechzig",
        "99 | ninety-nine | neunundneunzig",
        "100 | one hundred | einhundert",
        "101 | one hundred and one | einhunderteins",
        "121 | one hundred and twenty-one | einhunderteinundzwanzig",
        "999 | nine hundred and ninety-nine | neunhundertneunundneunzig",
        "1000 | one thousand | eintausend",
        "1001 | one thousand and one | eintausendeins",
        "1100 | one thousand one hundred | eintausendeinhundert",
        "21000 | twenty-one thousand | einundzwanzigtausend",
        "100000 | one hundred thousand | einhunderttausend",
        "123456 | one hundred and twenty-three thousand four hundred and fifty-six"
            + " | einhundertdreiundzwanzigtausendvierhundertsechsundfünfzig",
        "1000000 | one million | eine Million",
        "1000001 | one million and one | eine Million eins",
        "2000000 | two million | zwei Millionen",
        "21000000 | twenty-one million | einundzwanzig Millionen",
        "101000000 | one hundred and one million | einhunderteine Millionen",
        "1000000000 | one billion | eine Milliarde",
        "3000000000 | three billion | drei Milliarden",
        "999000000000000 | nine hundred and ninety-nine trillion"
            + " | neunhundertneunundneunzig Billionen",
        "1000000000000000 | one zero zero zero zero zero zero zero zero zero zero zero zero zero"
            + " zero zero | eins null null null null null null null null null null null null null"
            + " null null",
        "-5 | minus five | minus fünf",
        "2.50 | two point five | zwei Komma fünf",
        "0.01 | zero point zero one | null Komma null eins",
        "-0.75 | minus zero point seven five | minus null Komma sieben fünf",
        "1E3 | one thousand | eintausend",
        "0.00 | zero | null"
      })
  void numbers(String value, String english, String german) {
    assertEquals(english, said("en", number(value)));
    assertEquals(german, said("de", number(value)));
  }

  @ParameterizedTest
  @CsvSource({
    "1, MASCULINE, ein",
    "1, NEUTER, ein",
    "1, FEMININE, eine",
    "1, COUNTED, eins",
    "101, FEMININE, einhunderteine",
    "1001, MASCULINE, eintausendein",
    "21, FEMININE, einundzwanzig",
    "11, FEMININE, elf"
  })
  void oneHasAGenderInGerman(String value, Gender gender, String german) {
    assertEquals(german, said("de", new Saying.Cardinal(new BigDecimal(value), gender)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | zeroth | nullte",
        "1 | first | erste",
        "3 | third | dritte",
        "7 | seventh | siebte",
        "8 | eighth | achte",
        "12 | twelfth | zwölfte",
        "19 | nineteenth | neunzehnte",
        "20 | twentieth | zwanzigste",
        "21 | twenty-first | einundzwanzigste",
        "100 | one hundredth | einhundertste",
        "101 | one hundred and first | einhunderterste",
        "1000 | one thousandth | eintausendste",
        "123456 | one hundred and twenty-three thousand four hundred and fifty-sixth"
            + " | einhundertdreiundzwanzigtausendvierhundertsechsundfünfzigste"
      })
  void ordinals(int value, String english, String german) {
    assertEquals(english, said("en", new Saying.Ordinal(value)));
    assertEquals(german, said("de", new Saying.Ordinal(value)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.50 | EUR | one euro and fifty cents | ein Euro fünfzig",
        "1 | EUR | one euro | ein Euro",
        "0 | EUR | zero euros | null Euro",
        "0.01 | EUR | one cent | ein Cent",
        "0.50 | EUR | fifty cents | fünfzig Cent",
        "2.05 | EUR | two euros and five cents | zwei Euro fünf",
        "-3.21 | EUR | minus three euros and twenty-one cents | minus drei Euro einundzwanzig",
        "1000000 | EUR | one million euros | eine Million Euro",
        "101 | EUR | one hundred and one euros | einhundertein Euro",
        "0.0234 | EUR | zero point zero two three four euros | null Komma null zwei drei vier Euro",
        "1.01 | GBP | one pound and one penny | ein Pfund eins",
        "0.01 | GBP | one penny | ein Penny",
        "1 | SEK | one krona | eine Krone",
        "21 | SEK | twenty-one kronor | einundzwanzig Kronen",
        "2.20 | CHF | two francs and twenty centimes | zwei Franken zwanzig",
        "1500 | JPY | one thousand five hundred yen | eintausendfünfhundert Yen",
        "0.5 | JPY | zero point five yen | null Komma fünf Yen",
        "1.505 | KWD | one point five zero five k w d | eins Komma fünf null fünf k w d",
        "12.5 | XAF | twelve point five x a f | zwölf Komma fünf x a f"
      })
  void money(String amount, String currency, String english, String german) {
    assertEquals(english, said("en", money(amount, currency)));
    assertEquals(german, said("de", money(amount, currency)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-03-03 | the third of March twenty twenty-six"
            + " | der dritte März zweitausendsechsundzwanzig",
        "1999-12-31 | the thirty-first of December nineteen ninety-nine"
            + " | der einunddreißigste Dezember neunzehnhundertneunundneunzig",
        "2000-01-01 | the first of January two thousand | der erste Januar zweitausend",
        "2005-02-20 | the twentieth of February two thousand and five"
            + " | der zwanzigste Februar zweitausendfünf",
        "1900-07-17 | the seventeenth of July nineteen hundred"
            + " | der siebzehnte Juli neunzehnhundert",
        "1907-08-16 | the sixteenth of August nineteen oh seven"
            + " | der sechzehnte August neunzehnhundertsieben",
        "0800-06-08 | the eighth of June eight hundred | der achte Juni achthundert"
      })
  void dates(LocalDate date, String english, String german) {
    assertEquals(english, said("en", new Saying.Date(date)));
    assertEquals(german, said("de", new Saying.Date(date)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "14:30 | fourteen thirty | vierzehn Uhr dreißig",
        "14:05 | fourteen oh five | vierzehn Uhr fünf",
        "14:00 | fourteen o'clock | vierzehn Uhr",
        "01:00 | one o'clock | ein Uhr",
        "21:01 | twenty-one oh one | einundzwanzig Uhr eins",
        "00:05 | zero oh five | null Uhr fünf",
        "23:59:59 | twenty-three fifty-nine | dreiundzwanzig Uhr neunundfünfzig"
      })
  void timesOfTwentyFourHours(LocalTime time, String english, String german) {
    assertEquals(english, said("en", new Saying.Time(time)));
    assertEquals(german, said("de", new Saying.Time(time)));
  }

  @Test
  void aMomentIsADayADateAndATime() {
    Saying moment = new Saying.Moment(LocalDate.of(2026, 11, 26), LocalTime.of(9, 15));
    assertEquals(
        "Thursday the twenty-sixth of November twenty twenty-six at nine fifteen",
        said("en-GB", moment));
    assertEquals(
        "Donnerstag der sechsundzwanzigste November zweitausendsechsundzwanzig um neun Uhr"
            + " fünfzehn",
        said("de_AT", moment));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PT0S | zero seconds | null Sekunden",
        "PT1S | one second | eine Sekunde",
        "PT61.9S | one minute one second | eine Minute eine Sekunde",
        "PT2H3M | two hours three minutes | zwei Stunden drei Minuten",
        "P1DT1H | one day one hour | ein Tag eine Stunde",
        "PT-90S | minus one minute thirty seconds | minus eine Minute dreißig Sekunden"
      })
  void lengths(Duration length, String english, String german) {
    assertEquals(english, said("en", new Saying.Length(length)));
    assertEquals(german, said("de", new Saying.Length(length)));
  }

  @Test
  void signsAreSaidOneByOne() {
    assertEquals("one two star pound", said("en", new Saying.Digits("12 *x#")));
    assertEquals("eins zwei Stern Raute", said("de", new Saying.Digits("12*#")));
    assertEquals("a seven at b dot c", said("en", new Saying.Letters("A7@b.c!")));
    assertEquals("ü-Umlaut eins".replace("ü-", "u-"), said("de", new Saying.Letters("Ü1")));
    assertEquals("Mike four X-ray", said("en", new Saying.Phonetic("m4x")));
  }

  @Test
  void aLanguageThatIsNotKnownIsEnglish() {
    assertEquals("two", said("tlh", number("2")));
    assertEquals(List.of("de", "en"), Speller.languages());
  }

  @Test
  void whatCannotBeSaidIsNotTaken() {
    assertThrows(IllegalArgumentException.class, () -> new Saying.Text(" "));
    assertThrows(IllegalArgumentException.class, () -> new Saying.Text("a".repeat(2_001)));
    assertThrows(IllegalArgumentException.class, () -> new Saying.Ordinal(-1));
    assertThrows(IllegalArgumentException.class, () -> new Saying.Digits("1".repeat(257)));
    assertThrows(IllegalArgumentException.class, () -> number("1E70"));
    assertThrows(
        IllegalArgumentException.class, () -> Speller.of("en").spell(new Saying.Text("hello")));
  }

  @Test
  void everyPieceHasItsPrompt() {
    for (String language : Speller.languages()) {
      Set<String> missing = new TreeSet<>();
      for (Piece piece : pieces(Speller.of(language))) {
        if (MediaPlane.class.getResource("prompts/" + language + "/" + piece.prompt() + ".wav")
            == null) {
          missing.add(piece.prompt() + "\t" + piece.text());
        }
      }
      assertEquals(Set.of(), missing, language);
    }
    assertNotNull(MediaPlane.class.getResource("prompts/de/welcome.wav"));
  }

  private static List<Piece> pieces(Speller speller) {
    List<Saying> all = new ArrayList<>();
    for (int value = 0; value < 1_200; value++) {
      for (Gender gender : Gender.values()) {
        all.add(new Saying.Cardinal(BigDecimal.valueOf(value), gender));
      }
      all.add(new Saying.Ordinal(value));
      all.add(new Saying.Date(LocalDate.ofYearDay(1_100 + value, value % 365 + 1)));
    }
    all.add(new Saying.Ordinal(100_000));
    all.add(number("-1001001001001.25"));
    all.add(number("2002002002002"));
    for (int minute = 0; minute < 24 * 60; minute += 7) {
      LocalTime time = LocalTime.MIN.plusMinutes(minute);
      all.add(new Saying.Moment(LocalDate.of(2026, 1, 1).plusDays(minute), time));
      all.add(new Saying.Time(time.withMinute(0)));
    }
    for (int seconds : new int[] {1, 2, 61, 122, 3_600, 7_200, 86_400, 172_800}) {
      all.add(new Saying.Length(Duration.ofSeconds(seconds)));
    }
    for (Currency currency : Currency.getAvailableCurrencies()) {
      for (String amount : new String[] {"1", "-2", "0.01", "0.02", "1.01", "2.02", "0.001"}) {
        all.add(new Saying.Money(new BigDecimal(amount), currency));
      }
    }
    String letters = "abcdefghijklmnopqrstuvwxyzäöüß0123456789*#@.-+/_ ";
    all.add(new Saying.Letters(letters));
    all.add(new Saying.Phonetic(letters));
    return all.stream().map(speller::spell).flatMap(List::stream).toList();
  }
}
