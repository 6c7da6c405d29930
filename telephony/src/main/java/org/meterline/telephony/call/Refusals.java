package org.meterline.telephony.call;

/** What calls refuse by themselves, each with its name. */
final class Refusals {
  static final Refusal AUTHORITY_UNAVAILABLE =
      new Refusal("authority-unavailable", "Nobody can say now who pays for this call", 503, true);
  static final Refusal JOURNAL_FULL =
      new Refusal("journal-unwritable", "Calls cannot be recorded now", 503, true);
  static final Refusal BUSY =
      new Refusal("busy", "Another command is running on this call", 409, true);
  static final Refusal NOT_YOURS =
      new Refusal(
          "caller-id-not-yours", "This caller id does not belong to the tenant", 403, false);
  static final Refusal NO_AUDIO =
      new Refusal("no-audio", "The call has no audio to use", 409, false);

  private Refusals() {}
}
