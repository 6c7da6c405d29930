package org.meterline.ejb.sound;

import static org.meterline.ejb.tenant.Role.ADMIN;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.ejb.file.DurableFile;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;
import org.meterline.telephony.media.Prompt;
import org.meterline.telephony.speech.OwnSounds;

/** The sounds that a tenant hands in; calls play them by name. */
@Stateless
@InTenant
public class SoundLibrary {
  /** How sounds may be called. */
  public static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

  /** What is heard before a call is recorded is no longer. */
  public static final Duration LONGEST_ANNOUNCEMENT = Duration.ofMinutes(1);

  private final EntityManager entities;
  private final SoundLimits limits;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected SoundLibrary() {
    this(null, null, null);
  }

  @Inject
  public SoundLibrary(EntityManager entities, SoundLimits limits, Clock clock) {
    this.entities = entities;
    this.limits = limits;
    this.clock = clock;
  }

  /** By name. */
  public List<SoundSeen> list(Caller caller) {
    caller.mustBe(ADMIN);
    return within(SoundRows::all);
  }

  /** The file as it was handed in. */
  public byte[] audio(Caller caller, String name) {
    caller.mustBe(ADMIN);
    return within(c -> SoundRows.content(c, name))
        .map(OwnSounds.Content::wav)
        .orElseThrow(() -> Refused.notFound("sound"));
  }

  /**
   * Keeps a sound, new or in place of the one of that name; calls that begin to play it from now on
   * hear it.
   *
   * @param content a WAV file
   * @throws Refused 413 {@code too-large}, 409 {@code sounds-full}, or 422 when it cannot be played
   */
  public SoundSeen put(Caller caller, String name, byte[] content) {
    caller.mustBe(ADMIN);
    if (!NAME.matcher(name).matches()) {
      throw Refused.invalid(
          "name",
          "must be of a to z, 0 to 9, - and _, 64 at most, and begin with a letter or digit");
    }
    Duration length = length(content);
    return within(
        c -> {
          SoundRows.Total others = SoundRows.others(c, caller.tenant().id(), name);
          if (others.files() >= limits.most()) {
            throw Refused.conflict(
                "sounds-full", "There are " + limits.most() + " sounds at most.");
          }
          if (others.bytes() + content.length > limits.ofTenant()) {
            throw Refused.conflict(
                "sounds-full",
                "All sounds together have at most " + limits.ofTenant() + " octets.");
          }
          boolean announces = SoundRows.locked(c, name).map(s -> s.rules() > 0).orElse(false);
          if (announces && length.compareTo(LONGEST_ANNOUNCEMENT) > 0) {
            throw Refused.invalid(
                "content", "lasts longer than a minute, and is heard before calls are recorded");
          }
          SoundRows.put(
              c,
              caller.tenant().id(),
              name,
              DurableFile.sha256(content),
              content,
              length,
              clock.instant(),
              caller.email());
          return SoundRows.locked(c, name).orElseThrow();
        });
  }

  private Duration length(byte[] content) {
    if (content.length > limits.largest()) {
      throw new Refused(
          "too-large", 413, "A sound has at most " + limits.largest() + " octets.", false);
    }
    Duration length;
    try {
      length = Prompt.Own.length(content);
    } catch (IOException e) {
      throw Refused.invalid("content", "cannot be played: " + e.getMessage());
    }
    if (length.isZero()) {
      throw Refused.invalid("content", "cannot be played: nothing would be heard");
    }
    return length;
  }

  /**
   * @throws Refused 404, or 409 {@code sound-in-use}
   */
  public void remove(Caller caller, String name) {
    caller.mustBe(ADMIN);
    within(
        c -> {
          SoundSeen gone = SoundRows.locked(c, name).orElseThrow(() -> Refused.notFound("sound"));
          if (gone.rules() > 0) {
            throw Refused.conflict(
                "sound-in-use", "A rule has it heard before calls are recorded.");
          }
          if (gone.onHold()) {
            throw Refused.conflict("sound-in-use", "It is what is heard on hold.");
          }
          SoundRows.delete(c, name);
          return gone;
        });
  }

  private <T> T within(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }
}
