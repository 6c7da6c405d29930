package org.meterline.web.modem;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.modem.TextMessage;

/**
 * A message that came.
 *
 * @param id as long as the message lies there
 * @param sent when the sender's service centre took it; absent if that cannot be read
 * @param missing how many parts of a long one have not come yet
 */
public record MessageView(int id, String from, String text, @Nullable Instant sent, int missing) {
  public static MessageView of(TextMessage it) {
    return new MessageView(it.id(), it.from(), it.text(), it.sent(), it.missing());
  }
}
