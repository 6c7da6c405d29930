package org.meterline.ejb.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.refusal.Refused;

/**
 * Which piece of a list is wanted.
 *
 * @param cursor as {@link Page#next} gave it, or null for the beginning
 * @param limit 1 to 200
 */
public record Ask(@Nullable String cursor, int limit) {
  public static final int DEFAULT_LIMIT = 50;
  private static final int MOST = 200;

  public Ask {
    if (limit < 1 || limit > MOST) {
      throw Refused.invalid("limit", "must be between 1 and " + MOST);
    }
  }

  public static Ask first() {
    return new Ask(null, DEFAULT_LIMIT);
  }

  static String cursor(String key) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));
  }

  /** The key after which the piece begins. */
  public Optional<String> after() {
    if (cursor == null || cursor.isEmpty()) {
      return Optional.empty();
    }
    try {
      String key = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
      if (key.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("no cursor of ours");
      }
      return Optional.of(key);
    } catch (IllegalArgumentException notOurs) {
      throw Refused.invalid("cursor", "is not a cursor that was given out");
    }
  }

  /** The key of a list sorted by id. */
  public Optional<UUID> afterId() {
    try {
      return after().map(UUID::fromString);
    } catch (IllegalArgumentException notOurs) {
      throw Refused.invalid("cursor", "is not a cursor that was given out");
    }
  }

  /** How many rows to read to know whether there are more. */
  public int rows() {
    return limit + 1;
  }
}
