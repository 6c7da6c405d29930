package org.meterline.telephony.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.meterline.telephony.call.CallFact;
import org.meterline.telephony.call.CallJournal;

/** Books that are a text file: one fact a line, as JSON. A fact may stand there twice. */
final class FileJournal implements CallJournal {
  private final Path file;
  private final JournalFormat format = new JournalFormat();

  FileJournal(Path file) {
    this.file = file;
  }

  @Override
  public void post(List<CallFact> facts) throws Unavailable {
    StringBuilder lines = new StringBuilder();
    try {
      for (CallFact fact : facts) {
        lines.append(format.text(fact)).append('\n');
      }
      Files.writeString(
          file,
          lines,
          StandardCharsets.UTF_8,
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (JsonProcessingException e) {
      throw new Unavailable("a fact has no JSON", e);
    } catch (IOException e) {
      throw new Unavailable(file + " cannot be written", e);
    }
  }
}
