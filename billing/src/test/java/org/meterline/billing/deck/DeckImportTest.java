package org.meterline.billing.deck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.dhatim.fastexcel.Workbook;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.meterline.billing.deck.Columns.Field;
import org.meterline.billing.money.Currency;
import org.meterline.billing.rate.DeckCalendar;
import org.meterline.billing.rate.DeckTerms;
import org.meterline.billing.rate.Rate;
import org.meterline.billing.rate.TimeBand;

class DeckImportTest {
  private static final DeckTerms TERMS =
      new DeckTerms(
          new UUID(0, 1),
          Currency.EUR,
          RoundingMode.HALF_UP,
          DeckCalendar.of(
              ZoneId.of("Europe/Berlin"),
              List.of(),
              List.of(TimeBand.parse("peak 12345 08:00-18:00"))),
          DeckTerms.Tax.GROSS);

  @Test
  void aFileSaysAllThatALineCan() throws DeckUnreadable {
    var file =
        read(
            """
            Prefix,Destination,Price,Unit,Fee,Increments,Minimum,Grace,Later,From,Until,Band,Weight,Blocked,Maximum,At maximum
            49,"Germany, fixed",0.02,60,0.05,30/6,45,5,60:0.01 300:0.005,2026-12-01,2027-01-01T00:00:00Z,peak,3,no,1.5,cut

            +49 (170),Mobile,3.6,3600,,,,,,,,,,,,
            0049900,Premium,,,,,,,,,,,,yes,,
            program,Own,0.01,,,,,,,,,,,,,
            """);
    assertEquals(List.of(), file.problems());
    assertEquals(4, file.rows());
    assertEquals(
        List.of(
            Rate.to("49", "Germany, fixed")
                .line(2)
                .price("0.02")
                .fee("0.05")
                .increments(30, 6)
                .minimum(45)
                .grace(5)
                .later(60, "0.01")
                .later(300, "0.005")
                .inForce(
                    Instant.parse("2026-11-30T23:00:00Z"), Instant.parse("2027-01-01T00:00:00Z"))
                .in("peak")
                .weighing(3)
                .atMost(new BigDecimal("1.5"), Rate.AtMaximum.CUT)
                .build(),
            Rate.to("49170", "Mobile").line(4).price("3.6").unit(3600).build(),
            Rate.to("49900", "Premium").line(5).blocked().build(),
            Rate.to("program", "Own").line(6).price("0.01").build()),
        file.rates());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // a row of prefix;price;increments;later;from;band;blocked;weight | what is wrong, where
        "4x;1          | prefix     | not digits of a number: 4x",
        "1234567890123456;1 | prefix | not digits of a number: 1234567890123456",
        ";1            | prefix     | not digits of a number:",
        "49;           | price      | there is no price",
        "49;free       | price      | not a price: free",
        "49;-1         | price      | not a price: -1",
        "49;1e3        | price      | not a price: 1e3",
        "49;0,02       | price      | not a price: 0,02",
        "49;0.0000000000001 | price | more than twelve decimal places: 0.0000000000001",
        "49;1;60       | increments | not as 60/1: 60",
        "49;1;1/0      |            | increments are between 0/1 and 3600/3600 seconds",
        "49;1;;60      | later      | not as 60:0.03: 60",
        "49;1;;60:x    | later      | not a price: x",
        "49;1;;60:1 30:2 |          | later prices come in their order, after the start",
        "49;1;;;31.12.2026 | from   | neither 2026-12-31 nor 2026-12-31T00:00:00Z: 31.12.2026",
        "49;1;;;;night | band       | the deck has no such time band: night",
        "49;1;;;;;maybe | blocked   | neither yes nor no",
        "49;1;;;;;;1.5 | weight     | not a whole number: 1.5",
        "1;2           | prefix     | 1 stands in line 2 already",
      })
  void aBadRowIsNamedByLineAndReason(String row, String field, String reason)
      throws DeckUnreadable {
    var file =
        read("prefix;price;increments;later;from;band;blocked;weight\n1;1\n" + row + "\n44;1\n");
    assertEquals(1, file.wrong());
    assertEquals(
        List.of(new DeckProblem(3, field == null ? "" : field, reason)),
        file.problems().stream()
            .map(p -> new DeckProblem(p.line(), p.column(), p.reason().strip()))
            .toList());
    assertEquals(2, file.rates().size());
  }

  @Test
  void headingsMayBeMappedAndPricesHaveACommaFor() throws DeckUnreadable {
    var columns = new Columns(Map.of(Field.PRICE, "EUR je Minute", Field.DESTINATION, ""), true);
    var file =
        DeckImport.read(
            bytes("\uFEFFcode;name;EUR je Minute\n49;Deutschland;0,015\n1;USA;1.000,5\n"),
            TERMS,
            columns);
    assertEquals(
        List.of(
            Rate.to("49", "49").line(2).price("0.015").build(),
            Rate.to("1", "1").line(3).price("1000.5").build()),
        file.rates());
  }

  @Test
  void withADecimalCommaAPointPartsThousandsOrIsRefused() throws DeckUnreadable {
    var file =
        DeckImport.read(
            bytes("prefix;price;later\n1;1.500;\n2;1.5;\n3;0.015;\n4;2.500,25;60:0.5\n"),
            TERMS,
            new Columns(Map.of(), true));
    assertEquals(
        List.of(
            new DeckProblem(3, "price", "not a price with a decimal comma: 1.5"),
            new DeckProblem(4, "price", "not a price with a decimal comma: 0.015"),
            new DeckProblem(5, "later", "not a price with a decimal comma: 0.5")),
        file.problems());
    assertEquals(List.of(Rate.to("1", "1").line(2).price("1500").build()), file.rates());
  }

  /** What a sheet shows as 0,015 is kept as a number, which has no comma. */
  @Test
  void aNumberOfASpreadsheetIsTheSameWithADecimalComma() throws Exception {
    var content = new ByteArrayOutputStream();
    try (var book = new Workbook(content, "test", "1.0")) {
      var sheet = book.newWorksheet("Preise");
      sheet.value(0, 0, "Prefix");
      sheet.value(0, 1, "Price");
      sheet.value(1, 0, 4930);
      sheet.value(1, 1, new BigDecimal("0.015"));
      sheet.value(2, 0, 4940);
      sheet.value(2, 1, "0,025");
    }
    var file = DeckImport.read(content.toByteArray(), TERMS, new Columns(Map.of(), true));
    assertEquals(List.of(), file.problems());
    assertEquals(
        List.of(
            Rate.to("4930", "4930").line(2).price("0.015").build(),
            Rate.to("4940", "4940").line(3).price("0.025").build()),
        file.rates());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                   | The file is empty.",
        "prefix,price         | There is no row below the headings.",
        "prefix,name          | There is no column for the price.",
        "price                | There is no column for the prefix.",
        "prefix,code,price    | Two columns could be the prefix.",
        "prefix,price,Price   | Two columns are headed Price.",
      })
  void whatIsNoDeckAtAllIsRefused(String text, String why) {
    assertEquals(why, assertThrows(DeckUnreadable.class, () -> read(text)).getMessage());
    var columns = new Columns(Map.of(Field.PRICE, "Rate 2"), false);
    assertEquals(
        "No column is headed Rate 2.",
        assertThrows(
                DeckUnreadable.class,
                () -> DeckImport.read(bytes("prefix,rate\n1,1"), TERMS, columns))
            .getMessage());
    assertThrows(
        DeckUnreadable.class,
        () -> DeckImport.read(new byte[] {'a', (byte) 0xE4, '\n'}, TERMS, Columns.USUAL));
    assertThrows(
        DeckUnreadable.class,
        () -> DeckImport.read(new byte[] {'P', 'K', 3, 4, 5}, TERMS, Columns.USUAL));
  }

  @Test
  void aSpreadsheetSaysTheSame() throws Exception {
    var content = new ByteArrayOutputStream();
    try (var book = new Workbook(content, "test", "1.0")) {
      var sheet = book.newWorksheet("Rates");
      var headings = List.of("Prefix", "Destination", "Price", "From", "Blocked");
      for (int i = 0; i < headings.size(); i++) {
        sheet.value(0, i, headings.get(i));
      }
      sheet.value(1, 0, 4930);
      sheet.value(1, 1, "Berlin");
      sheet.value(1, 2, new BigDecimal("0.015"));
      sheet.value(1, 3, java.time.LocalDate.of(2026, 12, 1));
      sheet.value(3, 0, "491");
      sheet.value(3, 2, "dear");
      sheet.value(4, 0, "49900");
      sheet.value(4, 4, "x");
    }
    var file = DeckImport.read(content.toByteArray(), TERMS, Columns.USUAL);
    assertEquals(List.of(new DeckProblem(4, "price", "not a price: dear")), file.problems());
    assertEquals(
        List.of(
            Rate.to("4930", "Berlin")
                .line(2)
                .price("0.015")
                .inForce(Instant.parse("2026-11-30T23:00:00Z"), null)
                .build(),
            Rate.to("49900", "49900").line(5).blocked().build()),
        file.rates());
  }

  @Test
  void theFirstProblemsOfManyAreTold() throws DeckUnreadable {
    var file = read("prefix,price\n" + "x,1\n".repeat(700));
    assertEquals(700, file.wrong());
    assertEquals(500, file.problems().size());
    assertTrue(file.rates().isEmpty());
  }

  private static DeckImport read(String text) throws DeckUnreadable {
    return DeckImport.read(bytes(text), TERMS, Columns.USUAL);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
