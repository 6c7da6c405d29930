package org.meterline.ejb.record;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.meterline.telephony.call.LadderEntry;

/** A call's ladder as one value: gzip of a JSON array. */
final class Ladder {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  private Ladder() {}

  static byte[] pack(List<LadderEntry> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new Quick(bytes)) {
      JSON.writeValue(zip, entries);
    } catch (IOException never) {
      throw new UncheckedIOException(never);
    }
    return bytes.toByteArray();
  }

  /** A little longer than gzip's usual way, at half its cost. */
  private static final class Quick extends GZIPOutputStream {
    Quick(OutputStream to) throws IOException {
      super(to);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  static List<LadderEntry> unpack(byte[] packed) {
    try (GZIPInputStream zip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return JSON.readValue(zip, new TypeReference<List<LadderEntry>>() {});
    } catch (IOException damaged) {
      throw new UncheckedIOException("a ladder cannot be read", damaged);
    }
  }
}
