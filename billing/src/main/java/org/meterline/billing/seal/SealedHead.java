package org.meterline.billing.seal;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The head of a book's chain: whoever keeps it can later prove what the book said. As text, and in
 * the files that go out: six lines, and a seventh that signs the six.
 *
 * @param number of the seal
 * @param transfers how many the chain covers
 * @param head SHA-256 in hexadecimal
 */
public record SealedHead(UUID book, long number, long transfers, String head, Instant sealed) {
  private static final String FORM = "meterline-seal 1";

  static SealedHead of(Seal seal) {
    return new SealedHead(
        seal.book(), seal.number(), seal.transfers(), seal.head().hex(), seal.sealed());
  }

  /** Six lines. */
  public String text() {
    return String.join(
            "\n",
            FORM,
            "book " + book,
            "number " + number,
            "transfers " + transfers,
            "head " + head,
            "sealed " + sealed)
        + "\n";
  }

  /** Seven lines: what is kept elsewhere. */
  public String signed(SealKey key) {
    return text() + "signature " + key.sign(text()) + "\n";
  }

  /**
   * Reads what {@link #signed} wrote.
   *
   * @param open the open key, X.509 SubjectPublicKeyInfo in Base64
   * @throws IllegalArgumentException with what is wrong: the form, or the signature
   */
  public static SealedHead read(String text, String open) {
    List<String> values = new ArrayList<>();
    var lines = text.lines().toList();
    var names =
        List.of("meterline-seal", "book", "number", "transfers", "head", "sealed", "signature");
    if (lines.size() != names.size()) {
      throw new IllegalArgumentException("has not the seven lines of a sealed head");
    }
    for (int i = 0; i < names.size(); i++) {
      if (!lines.get(i).startsWith(names.get(i) + " ")) {
        throw new IllegalArgumentException(
            "line " + (i + 1) + " does not give its " + names.get(i));
      }
      values.add(lines.get(i).substring(names.get(i).length() + 1));
    }
    SealedHead head;
    try {
      head =
          new SealedHead(
              UUID.fromString(values.get(1)),
              Long.parseLong(values.get(2)),
              Long.parseLong(values.get(3)),
              values.get(4),
              Instant.parse(values.get(5)));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("line 6 gives no instant", e);
    }
    if (!head.text().equals(text.substring(0, text.indexOf("signature ")))
        || !SealKey.signed(head.text(), values.get(6), open)) {
      throw new IllegalArgumentException("is not signed with this Meterline's key");
    }
    return head;
  }
}
