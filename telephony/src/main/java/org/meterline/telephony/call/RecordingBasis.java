package org.meterline.telephony.call;

import java.util.UUID;

/**
 * On what ground a call is recorded by rule, or why it is not.
 *
 * @param rule its id
 * @param because whose rule, for people, for example {@code extension 101}
 * @param consent one of those of {@link Consent}
 */
public record RecordingBasis(UUID rule, String because, String consent) {
  /** What came of telling or asking those who talk. */
  public static final class Consent {
    /** Nobody was told: the tenant says that the law of the place allows it. */
    public static final String SILENT = "silent";

    /** All who are to hear it have heard it to its end. */
    public static final String ANNOUNCED = "announced";

    /** All who were asked agreed by a key. */
    public static final String AGREED = "agreed";

    /** One refused by a key: it is not recorded. */
    public static final String REFUSED = "refused";

    /** One who was asked pressed no key: it is not recorded. */
    public static final String UNANSWERED = "unanswered";

    /** One who was to hear it could not: it is not recorded. */
    public static final String NOT_TOLD = "not-told";

    private Consent() {}
  }
}
