package org.meterline.telephony.call;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** What a dialled name means, as the {@link Directory} answers. */
public sealed interface Destination {
  /** A destination that belongs to a tenant. */
  sealed interface Found extends Destination {
    Domain domain();
  }

  /** An extension: all bindings of this account ring. */
  record Phone(Domain domain, String user) implements Found {}

  /**
   * The tenant's external program, run for this call alone.
   *
   * @param program its id, the same for all its versions
   * @param version the id of the version that runs now
   * @param executable absolute path of the version's executable file
   * @param demo shipped with Meterline itself: it may run where no sandbox is to be had
   * @param variables channel variables the program finds at its start
   * @param timeLimit how long a run may last after the call has ended
   */
  record Program(
      Domain domain,
      UUID program,
      UUID version,
      String name,
      Path executable,
      boolean demo,
      Map<String, String> variables,
      Duration timeLimit)
      implements Found {
    public Program {
      variables = Map.copyOf(variables);
    }
  }

  /** A number outside, to be reached over a trunk. */
  record Outside(Domain domain, E164 number) implements Found {}

  /**
   * An emergency number: never charged, never blocked.
   *
   * @param number as dialled (110, 112, 911 …)
   * @param place where who calls is, as far as is known
   */
  record Emergency(Domain domain, String number, Place place) implements Found {
    /** From a place that nobody knows. */
    public Emergency(Domain domain, String number) {
      this(domain, number, Place.in(""));
    }
  }

  /** Nobody is reached so. {@code reason} is for people, for example "no such extension". */
  record Unknown(String reason) implements Destination {}
}
