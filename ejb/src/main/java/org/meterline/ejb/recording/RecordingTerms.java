package org.meterline.ejb.recording;

import org.meterline.ejb.refusal.Refused;

/**
 * How a tenant keeps recordings, and has talks listened to.
 *
 * @param retentionDays so long after its begin each is erased; 1 to 3650
 * @param membersHearOwn whether members who are no admins hear those of their own calls
 * @param supervisionTone whether those who talk hear a tone while somebody supervises them,
 *     whatever who asks for it says
 */
public record RecordingTerms(int retentionDays, boolean membersHearOwn, boolean supervisionTone) {
  static final RecordingTerms USUAL = new RecordingTerms(90, false, false);
  private static final int MOST_DAYS = 3650;

  /**
   * Those that hold.
   *
   * @param version another one after each change; 0 of the usual ones
   */
  public record InForce(RecordingTerms terms, int version) {}

  void check() {
    if (retentionDays < 1 || retentionDays > MOST_DAYS) {
      throw Refused.invalid("retentionDays", "must be between 1 and " + MOST_DAYS);
    }
  }
}
