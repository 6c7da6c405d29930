package org.meterline.telephony.ice;

import java.util.Random;

/**
 * What one side's checks are named and signed with (RFC 8445, section 5.3).
 *
 * @param fragment the user name fragment, ice-ufrag
 * @param password ice-pwd
 */
public record IceCredentials(String fragment, String password) {
  private static final String CHARACTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  /**
   * @param random one that nobody can guess: more than the 24 and 128 bits that are asked for
   */
  public static IceCredentials random(Random random) {
    return new IceCredentials(text(random, 8), text(random, 24));
  }

  private static String text(Random random, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
    }
    return text.toString();
  }

  @Override
  public String toString() {
    return "credentials of " + fragment;
  }
}
