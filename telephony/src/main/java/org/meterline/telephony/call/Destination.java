package org.meterline.telephony.call;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a dialled name means, as the {@link Directory} answers. */
public sealed interface Destination {
  /** A destination that belongs to a tenant. */
  sealed interface Found extends Destination {
    Domain domain();
  }

  /** What steers a call and talks to its caller: no leg is called for it. */
  sealed interface Steered extends Found {
    /** For people. */
    String name();
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
      implements Steered {
    public Program {
      variables = Map.copyOf(variables);
    }
  }

  /**
   * An application of the tenant's without a program: the verbs that it asks for over REST say what
   * becomes of the caller.
   *
   * @param name for people
   * @param answers whether the caller is answered at once; else it rings until a verb answers
   */
  record Application(Domain domain, String name, boolean answers) implements Steered {}

  /**
   * A number outside, to be reached over a trunk.
   *
   * @param through the tenant's number that is forwarded there, as it is dialled; null when nobody
   *     dialled any but the number itself
   */
  record Outside(Domain domain, E164 number, @Nullable String through) implements Found {
    /** A number that was dialled itself. */
    public Outside(Domain domain, E164 number) {
      this(domain, number, null);
    }
  }

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
