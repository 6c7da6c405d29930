package org.meterline.ejb.location;

import java.util.List;
import java.util.UUID;
import org.meterline.telephony.call.Place;

/**
 * A place where phones stand.
 *
 * @param standard of phones that have none of their own, and of programs
 * @param users whose phones stand there
 * @param version another one after each change, also of those two by another location
 */
public record Location(UUID id, Place place, boolean standard, List<String> users, int version) {
  public Location {
    users = List.copyOf(users);
  }
}
