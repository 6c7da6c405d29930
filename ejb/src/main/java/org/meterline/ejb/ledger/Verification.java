package org.meterline.ejb.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.billing.ledger.OperatorBook;
import org.meterline.billing.seal.ChainCheck;
import org.meterline.billing.seal.SealedHead;
import org.meterline.billing.seal.Unsealed;

/** Whether all books are what their chains say, and the chains what went out of them. */
public final class Verification {
  private final DataSource source;
  private final Path folder;
  private final String openKey;

  /**
   * @param source connections of the application's user, in autocommit
   * @param folder of the signed heads that went out; need not be there
   * @param openKey X.509 SubjectPublicKeyInfo in Base64
   */
  public Verification(DataSource source, Path folder, String openKey) {
    this.source = source;
    this.folder = folder;
    this.openKey = openKey;
  }

  /**
   * Tells a line for each book: what agrees, and what is not sealed yet; or the first thing that
   * does not agree.
   *
   * @return whether all agree
   */
  public boolean run(Consumer<String> out) throws SQLException, IOException {
    try (var connection = source.getConnection()) {
      return run(OperatorBook.all(connection), out);
    }
  }

  /** The same for these books. */
  boolean run(List<OperatorBook.Book> books, Consumer<String> out)
      throws SQLException, IOException {
    var heads = new ArrayList<SealedHead>();
    boolean agree = readHeads(heads, out);
    var transaction = new BookTransaction(source);
    for (var book : books) {
      var found = transaction.read(book.tenant(), c -> check(c, book.tenant(), heads));
      agree = agree && found.result().difference().isEmpty();
      out.accept(book.alias() + ": " + found.text());
    }
    return agree;
  }

  /** What one book comes to, in one state of it. */
  private record Found(ChainCheck.Result result, Unsealed unsealed) {
    String text() {
      return result
          .difference()
          .map(it -> "%s, %s: %s".formatted(it.name(), it.subject(), it.explanation()))
          .orElseGet(this::agreeing);
    }

    private String agreeing() {
      return "%s under %s agree%s"
          .formatted(
              counted(result.transfers(), result.charges()),
              counted(result.seals(), "seal", "seals"),
              unsealed.isNothing()
                  ? ""
                  : "; not sealed yet: " + counted(unsealed.transfers(), unsealed.charges()));
    }

    private static String counted(long transfers, long charges) {
      return counted(transfers, "transfer", "transfers")
          + ", "
          + counted(charges, "charge or tax", "charges and taxes");
    }

    private static String counted(long number, String one, String many) {
      return number + " " + (number == 1 ? one : many);
    }
  }

  private static Found check(Connection connection, UUID book, List<SealedHead> heads)
      throws SQLException {
    var result = new ChainCheck(connection, book, heads).run();
    return new Found(result, Unsealed.beside(result, connection));
  }

  private boolean readHeads(List<SealedHead> heads, Consumer<String> out) throws IOException {
    if (!Files.isDirectory(folder)) {
      return true;
    }
    boolean all = true;
    List<Path> files;
    try (var found = Files.walk(folder)) {
      files = found.filter(file -> file.toString().endsWith(".seal")).sorted().toList();
    }
    for (var file : files) {
      try {
        heads.add(SealedHead.read(Files.readString(file), openKey));
      } catch (IllegalArgumentException wrong) {
        all = false;
        out.accept("head-unsigned, " + file + ": " + wrong.getMessage());
      }
    }
    return all;
  }
}
