package org.meterline.telephony.speech;

import java.io.IOException;
import java.util.Optional;

/** The sounds that tenants handed in, each under a name of its tenant. */
public interface OwnSounds {
  /** Nobody has any. */
  OwnSounds NONE =
      new OwnSounds() {
        @Override
        public Optional<String> version(String domain, String name) {
          return Optional.empty();
        }

        @Override
        public Content read(String domain, String name) throws IOException {
          throw new IOException("there is no sound " + name);
        }
      };

  /**
   * What the name stands for now, from memory, at once; it changes with the sound. Empty when
   * nothing is known by that name, which may be a moment behind.
   */
  Optional<String> version(String domain, String name);

  /**
   * The sound as it is stored. May block.
   *
   * @throws IOException when it cannot be had; the message says why
   */
  Content read(String domain, String name) throws IOException;

  /** How many octets of them, as they are played, a node keeps in memory. */
  default long room() {
    return 64L << 20;
  }

  /** A sound. */
  final class Content {
    private final String version;
    private final byte[] wav;

    /**
     * @param version as {@link OwnSounds#version} tells it
     * @param wav a WAV file
     */
    public Content(String version, byte[] wav) {
      this.version = version;
      this.wav = wav;
    }

    public String version() {
      return version;
    }

    public byte[] wav() {
      return wav;
    }
  }
}
