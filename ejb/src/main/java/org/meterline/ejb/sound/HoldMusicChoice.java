package org.meterline.ejb.sound;

import static org.meterline.ejb.tenant.Role.ADMIN;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import org.hibernate.Session;
import org.hibernate.jdbc.ReturningWork;
import org.jspecify.annotations.Nullable;
import org.meterline.billing.ledger.BookTransaction;
import org.meterline.ejb.refusal.Refused;
import org.meterline.ejb.tenant.Caller;
import org.meterline.ejb.tenant.InTenant;

/** The tenant's admins say what is heard on hold; it counts from the next hold on. */
@Stateless
@InTenant
public class HoldMusicChoice {
  private final EntityManager entities;

  @SuppressWarnings("NullAway") // the container's proxy; never called on it
  protected HoldMusicChoice() {
    this(null);
  }

  @Inject
  public HoldMusicChoice(EntityManager entities) {
    this.entities = entities;
  }

  public HoldMusic.InForce get(Caller caller) {
    caller.mustBe(ADMIN);
    return within(HoldMusicRows::read);
  }

  /**
   * @param read the version that the change is of; null: of whichever there is
   * @throws Refused with 422, or 409 {@code changed-meanwhile}
   */
  public HoldMusic.InForce change(Caller caller, HoldMusic music, @Nullable Integer read) {
    caller.mustBe(ADMIN);
    String sound = music.sound();
    if ((music.plays() == HoldMusic.Plays.SOUND) != (sound != null)) {
      throw Refused.invalid(
          "sound", sound == null ? "must say which" : "does not go with anything but a sound");
    }
    return within(
        c -> {
          if (sound != null && SoundRows.used(c, sound).isEmpty()) {
            throw Refused.invalid("sound", "is not a sound of this tenant");
          }
          if (!HoldMusicRows.keep(c, caller.tenant().id(), music, read)) {
            throw Refused.changedMeanwhile("music on hold");
          }
          return HoldMusicRows.read(c);
        });
  }

  private <T> T within(BookTransaction.Work<T> work) {
    ReturningWork<T> returning = work::with;
    return entities.unwrap(Session.class).doReturningWork(returning);
  }
}
