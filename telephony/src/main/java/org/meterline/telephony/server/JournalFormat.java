package org.meterline.telephony.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.call.Origin;

/**
 * A record on disk: its length (4 bytes, big endian), the CRC-32C of what follows (4 bytes), a
 * {@link JournalEntry} as JSON.
 */
final class JournalFormat {
  static final int HEADER = 8;
  private static final int MOST = 32 << 20;

  /** Origin has no type of its own in JSON: only the journal needs one. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "origin")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Origin.Phone.class, name = "phone"),
    @JsonSubTypes.Type(value = Origin.Carrier.class, name = "carrier"),
    @JsonSubTypes.Type(value = Origin.Desk.class, name = "desk"),
    @JsonSubTypes.Type(value = Origin.Stranger.class, name = "stranger")
  })
  private interface TypedOrigin {}

  /**
   * Its buffers are shared: each call has a thread of its own, which would have, and keep, its own
   * of them.
   */
  private final JsonMapper json =
      JsonMapper.builder(
              JsonFactory.builder()
                  .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
                  .build())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .addMixIn(Origin.class, TypedOrigin.class)
          .build();

  /**
   * A record as it goes to the disk.
   *
   * @throws IOException when it has no JSON, or more of it than could be read again
   */
  ByteBuffer encode(JournalEntry entry) throws IOException {
    byte[] body = json.writeValueAsBytes(entry);
    if (body.length > MOST) {
      throw new IOException("a record of " + body.length + " bytes is longer than " + MOST);
    }
    ByteBuffer frame = ByteBuffer.allocate(HEADER + body.length);
    frame.putInt(body.length).putInt(sum(body)).put(body).flip();
    return frame;
  }

  /** A fact as JSON, to be kept aside. */
  String text(Object fact) throws JsonProcessingException {
    return json.writeValueAsString(fact);
  }

  /**
   * A record and where the next one begins.
   *
   * @param entry null when there is no whole record at the offset
   */
  record Read(@Nullable JournalEntry entry, long next) {}

  /** Reads the record at the offset. A torn or damaged one is none. */
  Read read(FileChannel file, long offset) throws IOException {
    Read none = new Read(null, offset);
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    if (!fill(file, header, offset)) {
      return none;
    }
    int length = header.getInt();
    int sum = header.getInt();
    if (length <= 0 || length > MOST || offset + HEADER + length > file.size()) {
      return none;
    }
    ByteBuffer body = ByteBuffer.allocate(length);
    if (!fill(file, body, offset + HEADER) || sum(body.array()) != sum) {
      return none;
    }
    return new Read(json.readValue(body.array(), JournalEntry.class), offset + HEADER + length);
  }

  private static boolean fill(FileChannel file, ByteBuffer into, long offset) throws IOException {
    while (into.hasRemaining()) {
      int read = file.read(into, offset + into.position());
      if (read < 0) {
        return false;
      }
    }
    into.flip();
    return true;
  }

  private static int sum(byte[] body) {
    CRC32C sum = new CRC32C();
    sum.update(body);
    return (int) sum.getValue();
  }
}
