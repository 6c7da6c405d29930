package org.meterline.billing.payer;

import java.util.UUID;

/** Whom a rule names. */
public sealed interface Party {
  /** As {@link #parse} reads it. */
  String text();

  /** Whoever calls. */
  record Caller() implements Party {
    @Override
    public String text() {
      return "caller";
    }
  }

  /** Whose calls they are. */
  record Tenant() implements Party {
    @Override
    public String text() {
      return "tenant";
    }
  }

  /** One sponsor, by its best offer. */
  record Sponsor(UUID id) implements Party {
    @Override
    public String text() {
      return "sponsor:" + id;
    }
  }

  /**
   * Reads {@code caller}, {@code tenant} or {@code sponsor:} with an id.
   *
   * @throws IllegalArgumentException if it is none
   */
  static Party parse(String text) {
    return switch (text) {
      case "caller" -> new Caller();
      case "tenant" -> new Tenant();
      default -> {
        if (!text.startsWith("sponsor:")) {
          throw new IllegalArgumentException(
              "nobody who pays: " + text + "; write caller, tenant or sponsor: with its id");
        }
        yield new Sponsor(UUID.fromString(text.substring("sponsor:".length())));
      }
    };
  }
}
