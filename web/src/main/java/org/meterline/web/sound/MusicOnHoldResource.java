package org.meterline.web.sound;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.meterline.ejb.sound.HoldMusic;
import org.meterline.ejb.sound.HoldMusicChoice;
import org.meterline.web.session.SignedIn;

/** What is heard on hold. */
@Path("music-on-hold")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Sounds")
@Dependent
public class MusicOnHoldResource {
  private final SignedIn session;
  private final HoldMusicChoice choice;

  @SuppressWarnings("NullAway") // RESTEasy wants to see it; CDI uses the other one
  public MusicOnHoldResource() {
    this(null, null);
  }

  @Inject
  public MusicOnHoldResource(SignedIn session, HoldMusicChoice choice) {
    this.session = session;
    this.choice = choice;
  }

  /** What it is. */
  public enum PlaysView {
    builtIn,
    silence,
    sound;

    static PlaysView of(HoldMusic.Plays plays) {
      return switch (plays) {
        case BUILT_IN -> builtIn;
        case SILENCE -> silence;
        case SOUND -> sound;
      };
    }

    HoldMusic.Plays plays() {
      return switch (this) {
        case builtIn -> HoldMusic.Plays.BUILT_IN;
        case silence -> HoldMusic.Plays.SILENCE;
        case sound -> HoldMusic.Plays.SOUND;
      };
    }
  }

  /**
   * What is heard on hold.
   *
   * @param sound the tenant's own that is heard; absent: none
   * @param version another one after each change
   */
  public record MusicOnHoldView(PlaysView plays, @Nullable String sound, int version) {
    static MusicOnHoldView of(HoldMusic.InForce kept) {
      HoldMusic music = kept.music();
      return new MusicOnHoldView(PlaysView.of(music.plays()), music.sound(), kept.version());
    }
  }

  /**
   * What is to be heard on hold.
   *
   * @param sound the name of the tenant's own, if one is to be heard
   * @param version that was read, of which this is a change; left out: of whichever there is
   */
  public record MusicOnHoldBody(
      @NotNull PlaysView plays, @Nullable @Size(max = 64) String sound, @Nullable Integer version) {
    HoldMusic music() {
      return new HoldMusic(plays.plays(), sound == null || sound.isBlank() ? null : sound);
    }
  }

  @GET
  @Operation(operationId = "getMusicOnHold", summary = "What is heard on hold")
  public MusicOnHoldView get() {
    return MusicOnHoldView.of(choice.get(session.caller()));
  }

  @PUT
  @Operation(operationId = "changeMusicOnHold", summary = "Change it, from the next hold on")
  public MusicOnHoldView change(@NotNull @Valid MusicOnHoldBody body) {
    return MusicOnHoldView.of(choice.change(session.caller(), body.music(), body.version()));
  }
}
