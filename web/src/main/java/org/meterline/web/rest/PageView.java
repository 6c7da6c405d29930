package org.meterline.web.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.page.Page;

/**
 * A piece of a list.
 *
 * @param next asks for the next piece by {@code ?cursor=}; null at the end
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record PageView<T>(List<T> items, @Nullable String next) {
  /** The page with its items made into views. */
  public static <E, T> PageView<T> of(Page<E> page, Function<E, T> view) {
    return new PageView<>(page.items().stream().map(view).toList(), page.next());
  }
}
