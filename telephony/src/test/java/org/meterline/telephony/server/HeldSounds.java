package org.meterline.telephony.server;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.meterline.telephony.speech.OwnSounds;

/** What tenants handed in, in memory. */
final class HeldSounds implements OwnSounds {
  private final Map<String, Content> all = new ConcurrentHashMap<>();

  void put(String domain, String name, byte[] wav) {
    all.put(domain + "/" + name, new Content(UUID.randomUUID().toString(), wav));
  }

  void remove(String domain, String name) {
    all.remove(domain + "/" + name);
  }

  @Override
  public Optional<String> version(String domain, String name) {
    return Optional.ofNullable(all.get(domain + "/" + name)).map(Content::version);
  }

  @Override
  public Content read(String domain, String name) throws IOException {
    Content found = all.get(domain + "/" + name);
    if (found == null) {
      throw new IOException("there is no sound " + name);
    }
    return found;
  }
}
