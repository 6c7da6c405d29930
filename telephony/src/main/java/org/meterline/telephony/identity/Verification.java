package org.meterline.telephony.identity;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the Identity headers of a call came to.
 *
 * @param attestation of a caller that was verified, if the signer gave one
 * @param problem why the caller is not verified; null if they are
 * @param detail what else there is to say, for people; may be empty
 */
public record Verification(
    Status status, @Nullable Attestation attestation, @Nullable Problem problem, String detail) {

  /** As telephones are told (3GPP TS 24.229, section 7.2A.20). */
  public enum Status {
    PASSED("TN-Validation-Passed"),
    FAILED("TN-Validation-Failed"),
    /** Nothing was signed, or it could not be looked into. */
    NONE("No-TN-Validation");

    private final String verstat;

    Status(String verstat) {
      this.verstat = verstat;
    }

    /** The value of the parameter {@code verstat}. */
    public String verstat() {
      return verstat;
    }
  }

  /** Why a caller is not verified, with the status of RFC 8224, section 6.2.2, that says so. */
  public enum Problem {
    NO_IDENTITY(428, "the call is not signed"),
    UNKNOWN_KIND(428, "the call is signed in a way that is not known here"),
    NOT_IN_TIME(436, "it could not be checked in time"),
    NO_ANCHORS(436, "nobody is trusted here who could have signed it"),
    UNREADABLE(438, "the signature cannot be read"),
    WRONG_ALGORITHM(438, "it is not signed with ES256"),
    STALE(403, "it was not signed just now"),
    WRONG_CALLER(438, "it was signed for another caller"),
    WRONG_CALLEE(438, "it was signed for another number"),
    REPLAYED(438, "the same signature came with another call"),
    NO_CERTIFICATE(436, "the signer's certificate cannot be fetched"),
    EXPIRED(437, "the signer's certificate is not valid now"),
    UNTRUSTED(437, "nobody who is trusted vouches for the signer"),
    NOT_AUTHORIZED(437, "the signer's certificate is not for this number"),
    WRONG_SIGNATURE(438, "the signature does not fit");

    private final int sipStatus;
    private final String words;

    Problem(int sipStatus, String words) {
      this.sipStatus = sipStatus;
      this.words = words;
    }

    /** What a call is refused with for it. */
    public int sipStatus() {
      return sipStatus;
    }

    /** For people; goes on after "not verified: ". */
    public String words() {
      return words;
    }

    /** For programs, such as {@code wrong-caller}. */
    public String code() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static Verification passed(@Nullable Attestation attestation) {
    return new Verification(Status.PASSED, attestation, null, "");
  }

  static Verification failed(Problem problem, String detail) {
    return new Verification(Status.FAILED, null, problem, detail);
  }

  static Verification none(Problem problem, String detail) {
    return new Verification(Status.NONE, null, problem, detail);
  }

  /** Whether the caller is who they say. */
  public boolean passed() {
    return status == Status.PASSED;
  }

  /** In a sentence without a full stop. */
  public String words() {
    if (problem == null) {
      return attestation == null ? "verified" : "verified " + attestation;
    }
    return "not verified: " + problem.words() + (detail.isEmpty() ? "" : " (" + detail + ")");
  }
}
