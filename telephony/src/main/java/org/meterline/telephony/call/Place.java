package org.meterline.telephony.call;

/**
 * Where a phone stands, for those who come to help.
 *
 * @param label as the tenant calls it
 * @param country ISO 3166 alpha-2: whose emergency numbers are dialled there
 * @param address for people, on one line; empty if it is not known
 */
public record Place(String label, String country, String address) {
  /** A place of which nothing is known but the country. */
  public static Place in(String country) {
    return new Place("", country, "");
  }
}
