package org.meterline.billing.deck;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ExcelReaderException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.jspecify.annotations.Nullable;

/** The rows of a CSV file (UTF-8) or of the first sheet of an XLSX file. */
final class DeckFile {
  /** What a spreadsheet keeps of a number: it writes 0.015 as 1.4999999999999999E-2. */
  private static final MathContext SHEET_DIGITS = new MathContext(15);

  private static final Pattern NUMBER = Pattern.compile("-?[0-9.]{1,30}([Ee][-+]?[0-9]{1,3})?");

  private DeckFile() {}

  /**
   * What stands in a cell.
   *
   * @param number whether a spreadsheet keeps it as a number: then the text has a decimal point,
   *     however it is shown to people
   */
  record Cell(String text, boolean number) {
    static final Cell EMPTY = Cell.of("");

    static Cell of(String text) {
      return new Cell(text, false);
    }
  }

  /** Takes a row. */
  @FunctionalInterface
  interface Rows {
    /**
     * Takes the next row that is not empty.
     *
     * @param line in the file, the first is 1
     */
    void take(long line, List<Cell> cells) throws DeckUnreadable;
  }

  static void read(byte[] content, Rows rows) throws DeckUnreadable {
    if (content.length > 3 && content[0] == 'P' && content[1] == 'K') {
      sheet(content, rows);
    } else {
      text(content, rows);
    }
  }

  private static void text(byte[] content, Rows rows) throws DeckUnreadable {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw new DeckUnreadable("The file is neither XLSX nor text in UTF-8.");
    }
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    var format =
        CSVFormat.DEFAULT.builder().setDelimiter(delimiter(text)).setIgnoreEmptyLines(true).get();
    try (var parser = format.parse(new StringReader(text))) {
      for (CSVRecord row : parser) {
        take(rows, parser.getCurrentLineNumber(), row.stream().map(Cell::of).toList());
      }
    } catch (IOException | UncheckedIOException e) {
      throw new DeckUnreadable("The file is no CSV: " + e.getMessage());
    }
  }

  /** The mark that is most frequent in the first line. */
  private static char delimiter(String text) {
    var first = text.lines().findFirst().orElse("");
    char best = ',';
    long most = 0;
    for (char mark : new char[] {',', ';', '\t'}) {
      long count = first.chars().filter(c -> c == mark).count();
      if (count > most) {
        best = mark;
        most = count;
      }
    }
    return best;
  }

  private static void sheet(byte[] content, Rows rows) throws DeckUnreadable {
    try (var book = new ReadableWorkbook(new ByteArrayInputStream(content));
        var stream = book.getFirstSheet().openStream()) {
      for (Row row : (Iterable<Row>) stream::iterator) {
        var cells = new ArrayList<Cell>(row.getCellCount());
        for (int i = 0; i < row.getCellCount(); i++) {
          cells.add(cell(row.getCell(i)));
        }
        take(rows, row.getRowNum(), cells);
      }
    } catch (IOException | UncheckedIOException | ExcelReaderException e) {
      throw new DeckUnreadable("The file is no XLSX: " + e.getMessage());
    }
  }

  private static Cell cell(org.dhatim.fastexcel.reader.@Nullable Cell cell) {
    if (cell == null || cell.getType() == CellType.EMPTY) {
      return Cell.EMPTY;
    }
    var raw = cell.getRawValue();
    boolean number =
        cell.getType() == CellType.NUMBER
            || (cell.getType() == CellType.FORMULA && raw != null && NUMBER.matcher(raw).matches());
    if (number) {
      var exact = new BigDecimal(raw).round(SHEET_DIGITS);
      var text = exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString();
      return new Cell(text, true);
    }
    return Cell.of(cell.getText());
  }

  private static void take(Rows rows, long line, List<Cell> cells) throws DeckUnreadable {
    if (!cells.stream().allMatch(cell -> cell.text().isBlank())) {
      rows.take(line, cells);
    }
  }
}
