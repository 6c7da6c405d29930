package org.meterline.ejb.recording;

import static org.meterline.ejb.tenant.Role.ADMIN;

import com.fasterxml.uuid.Generators;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.page.Ask;
import org.meterline.ejb.page.Page;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;

/**
 * Hearing and erasing recordings. They are the tenant's: its admins hear all; other members those
 * of calls with their own wallet, if the tenant's terms say so; nobody else any, the operator
 * neither.
 */
@Stateless
@InTenant
public class Recordings {
  /** What a player fetches of a recording within so long after its beginning is one hearing. */
  private static final Duration HEARING = Duration.ofHours(1);

  private final EntityManager entities;
  private final RecordingFiles files;
  private final Clock clock;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected Recordings() {
    this(null, null, null);
  }

  @Inject
  public Recordings(EntityManager entities, RecordingFiles files, Clock clock) {
    this.entities = entities;
    this.files = files;
    this.clock = clock;
  }

  /** A recording with its file, to be given out. */
  public record Audio(RecordingSeen recording, Path file) {}

  /** Newest first. */
  public Page<RecordingSeen> list(Caller caller, RecordingRows.Wanted wanted, Ask ask) {
    UUID wallet = whose(caller);
    List<RecordingSeen> rows =
        inDatabase(
            c -> RecordingRows.list(c, wanted, wallet, ask.afterId().orElse(null), ask.rows()));
    return Page.of(rows, ask, r -> r.id().toString());
  }

  public RecordingSeen get(Caller caller, UUID id) {
    UUID wallet = whose(caller);
    return inDatabase(c -> RecordingRows.find(c, id, wallet))
        .orElseThrow(() -> Refused.notFound("recording"));
  }

  /**
   * The file of a recording; that it is given out is noted.
   *
   * @param first whether its beginning is wanted: what the same person fetches within an hour after
   *     that is not noted again
   * @throws Refused 409 {@code recording-runs}, 410 {@code recording-erased}, 404 {@code
   *     recording-elsewhere} or {@code recording-lost}
   */
  public Audio audio(Caller caller, UUID id, boolean first) {
    RecordingSeen recording = get(caller, id);
    if (recording.deleted() != null) {
      throw new Refused("recording-erased", 410, "The recording was erased.", false);
    }
    if (recording.ended() == null) {
      throw new Refused("recording-runs", 409, "The recording is not over yet.", true);
    }
    if (files.isElsewhere(recording)) {
      throw new Refused(
          "recording-elsewhere",
          404,
          "The recording is kept by the node " + recording.node() + ", which had the call.",
          false);
    }
    Path file =
        files
            .find(recording)
            .orElseThrow(
                () ->
                    new Refused(
                        "recording-lost",
                        404,
                        "The recording's file is not here, or not as it was.",
                        false));
    Instant now = clock.instant();
    inDatabase(
        c ->
            first || !RecordingRows.hears(c, id, caller.subject(), now.minus(HEARING))
                ? RecordingRows.heard(
                    c,
                    caller.tenant().id(),
                    Generators.timeBasedEpochGenerator().generate(),
                    id,
                    now,
                    caller.subject(),
                    caller.email())
                : 0);
    return new Audio(recording, file);
  }

  /** Who heard a recording, newest first; at most a hundred. */
  public List<RecordingRows.Download> downloads(Caller caller, UUID id) {
    caller.mustBe(ADMIN);
    var _ = get(caller, id);
    return inDatabase(c -> RecordingRows.downloads(c, id));
  }

  /** Erases it; its line stays. The file follows within minutes. */
  public RecordingSeen delete(Caller caller, UUID id) {
    caller.mustBe(ADMIN);
    RecordingSeen recording = get(caller, id);
    if (recording.ended() == null) {
      throw new Refused("recording-runs", 409, "The recording is not over yet.", true);
    }
    if (recording.deleted() == null) {
      inDatabase(c -> RecordingRows.delete(c, id, clock.instant(), caller.email()));
    }
    return get(caller, id);
  }

  public RecordingTerms.InForce terms(Caller caller) {
    return inDatabase(RecordingRows::terms);
  }

  /**
   * They count for what is kept already, too.
   *
   * @param read the version of the terms that the change is of; null: of whichever there are
   * @throws Refused with 422, or 409 {@code changed-meanwhile}
   */
  public RecordingTerms.InForce change(
      Caller caller, RecordingTerms terms, @Nullable Integer read) {
    caller.mustBe(ADMIN);
    terms.check();
    if (!inDatabase(c -> RecordingRows.keep(c, caller.tenant().id(), terms, read))) {
      throw Refused.changedMeanwhile("terms");
    }
    return terms(caller);
  }

  /** The wallet whose calls the caller may hear; null for all. */
  private @Nullable UUID whose(Caller caller) {
    if (caller.is(ADMIN)) {
      return null;
    }
    UUID wallet = caller.wallet();
    if (wallet == null || !terms(caller).terms().membersHearOwn()) {
      throw Refused.forbidden("The role " + caller.role() + " hears no recordings here.");
    }
    return wallet;
  }

  private <R> R inDatabase(ReturningWork<R> work) {
    return entities.unwrap(Session.class).doReturningWork(work);
  }
}
