package org.meterline.ejb.page;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a list.
 *
 * @param next the cursor that asks for the next piece, or null at the end
 */
public record Page<T>(List<T> items, @Nullable String next) {
  public Page {
    items = List.copyOf(items);
  }

  /**
   * Makes a page of rows read with one more than the limit.
   *
   * @param key what the list is sorted by, unique in it
   */
  public static <T> Page<T> of(List<T> rows, Ask ask, Function<T, String> key) {
    if (rows.size() <= ask.limit()) {
      return new Page<>(rows, null);
    }
    List<T> items = rows.subList(0, ask.limit());
    return new Page<>(items, Ask.cursor(key.apply(items.getLast())));
  }

  public <R> Page<R> map(Function<T, R> change) {
    return new Page<>(items.stream().map(change).toList(), next);
  }
}
