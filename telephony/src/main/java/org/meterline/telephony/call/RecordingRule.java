package org.meterline.telephony.call;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.meterline.telephony.media.Prompt;

/**
 * Which calls of a tenant are recorded without anybody asking for it, and how those who talk come
 * to agree.
 *
 * @param internal whether calls between the tenant's own phones and programs count, too
 * @param told who is told or asked; of a program's caller, the caller always
 * @param required what cannot be recorded is not put through
 * @param announcement a sound that is heard in place of ours; null: ours
 */
public record RecordingRule(
    UUID id,
    Scope scope,
    Ways ways,
    boolean internal,
    Consent consent,
    Told told,
    boolean required,
    @Nullable Prompt announcement) {

  /** Whose calls. */
  public sealed interface Scope {
    /** All of the tenant that no other rule is for. */
    record Tenant() implements Scope {}

    /** Calls to a number of the tenant's, and those to the outside that show it. */
    record Dialled(String number) implements Scope {}

    /** Calls that a phone makes and takes. */
    record Phone(String user) implements Scope {}

    /** For people. */
    default String title() {
      return switch (this) {
        case Tenant tenant -> "all calls";
        case Dialled(String number) -> "number " + number;
        case Phone(String user) -> "extension " + user;
      };
    }
  }

  /** Which of them, as who or what the rule is for sees it. */
  public enum Ways {
    INCOMING,
    OUTGOING,
    BOTH,
    /** None, whatever other rules say. */
    NEVER;

    boolean has(Ways way) {
      return this == way || this == BOTH;
    }
  }

  /** How they come to agree; what asks most comes last. */
  public enum Consent {
    /** They hear nothing of it. */
    SILENT,
    /** They hear it before they talk; who goes on agrees. */
    ANNOUNCE,
    /** They press 1 to agree and 2 to refuse. */
    ASK
  }

  /** Who hears of it. */
  public enum Told {
    CALLER,
    CALLED,
    BOTH;

    boolean caller() {
      return this != CALLED;
    }

    boolean called() {
      return this != CALLER;
    }
  }
}
