package org.meterline.telephony.call;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A call's ladder as one value: gzip (RFC 1952) of a JSON array. It is packed once, when the call
 * ends, and goes through the journal into the call's record as it is.
 */
public final class PackedLadder {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  private static final TypeReference<List<LadderEntry>> ENTRIES = new TypeReference<>() {};

  @JsonValue private final byte[] gzip;

  private PackedLadder(byte[] gzip) {
    this.gzip = gzip;
  }

  /** Packs the steps of a call. */
  public static PackedLadder of(List<LadderEntry> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    try (GZIPOutputStream zip = new Quick(bytes)) {
      JSON.writeValue(zip, entries);
    } catch (IOException never) {
      throw new UncheckedIOException(never);
    }
    return new PackedLadder(bytes.toByteArray());
  }

  /** A ladder that was packed before. */
  public static PackedLadder packed(byte[] gzip) {
    return new PackedLadder(gzip.clone());
  }

  /**
   * As a journal has it: base64, or, in one written before ladders were packed there, the entries
   * themselves.
   */
  @JsonCreator
  static PackedLadder read(JsonNode json) throws IOException {
    return json.isArray()
        ? of(JSON.convertValue(json, ENTRIES))
        : new PackedLadder(json.binaryValue());
  }

  /** The octets, to be kept. */
  public byte[] gzip() {
    return gzip.clone();
  }

  /**
   * Its steps, in order.
   *
   * @throws UncheckedIOException if it is damaged
   */
  public List<LadderEntry> entries() {
    try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      byte[] all = zip.readAllBytes(); // to the end, where its checksum is
      return List.copyOf(JSON.readValue(all, ENTRIES));
    } catch (IOException damaged) {
      throw new UncheckedIOException("a ladder cannot be read", damaged);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PackedLadder that && Arrays.equals(gzip, that.gzip);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(gzip);
  }

  @Override
  public String toString() {
    return "ladder of " + gzip.length + " octets";
  }

  /** A little longer than gzip's usual way, at half its cost. */
  private static final class Quick extends GZIPOutputStream {
    Quick(OutputStream to) throws IOException {
      super(to);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
