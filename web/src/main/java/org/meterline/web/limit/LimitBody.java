package org.meterline.web.limit;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.limit.Limits;
import org.meterline.web.rest.MoneyBody;

/**
 * What is said of a limit. One for the same user and destination is replaced.
 *
 * @param user whose calls; {@code *}: each user's alone; left out: all together
 * @param destination to where, such as {@code LV} or {@code satellite}; {@code *}: each alone; left
 *     out: all together
 * @param calls so many in an hour
 * @param callsAtOnce so many at a time
 * @param money so much in an hour
 */
public record LimitBody(
    @Nullable @Size(max = 32) String user,
    @Nullable @Size(max = 32) String destination,
    @Nullable @Min(0) @Max(1_000_000) Integer calls,
    @Nullable @Min(0) @Max(100_000) Integer callsAtOnce,
    @Nullable @Valid MoneyBody money) {
  Limits.Draft draft() {
    return new Limits.Draft(
        Objects.requireNonNullElse(user, "").strip(),
        Objects.requireNonNullElse(destination, "").strip(),
        calls,
        callsAtOnce,
        money == null ? null : money.money("money"));
  }
}
